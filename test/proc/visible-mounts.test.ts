import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Mount, parseMountinfo, readMountinfo } from '../../src/proc/mountinfo.ts';
import { visibleMounts } from '../../src/proc/visible-mounts.ts';

const fixtures = join(import.meta.dirname, '../fixtures/mountinfo');

/** `id parent mount-point`, one a line. */
function mountsOf(...lines: readonly string[]): readonly Mount[] {
  const text = lines.map((line) =>
    line.replace(/^(\d+) (\d+) (.*)$/, '$1 $2 8:$1 / $3 rw - ext4 /dev/sd$1 rw'),
  );
  return parseMountinfo('m', text.join('\n'));
}

function visibleIds(mounts: readonly Mount[]): readonly number[] {
  return visibleMounts(mounts).map((mount) => mount.mountId);
}

test('a later mount over the same point hides the earlier one and all below it, but not a neighbour', async () => {
  const mounts = await readMountinfo(join(fixtures, 'over-mounted'));
  assert.deepEqual(
    visibleMounts(mounts).map(({ mountPoint, source }) => `${mountPoint} ${source}`),
    ['/ /dev/sda2', '/data /dev/sdd1', '/data/new /dev/sde1', '/database /dev/sdf1'],
  );
});

test('a mount over a directory above hides what was below it', () => {
  assert.deepEqual(visibleIds(mountsOf('1 0 /', '2 1 /a/b', '3 1 /a', '4 3 /a/b/c')), [1, 3, 4]);
});

test('what was moved under a later mount stays visible', () => {
  assert.deepEqual(visibleIds(mountsOf('1 0 /', '2 3 /a/b', '3 1 /a')), [1, 2, 3]);
});

test('of a stack at the root, only what is on top counts', () => {
  assert.deepEqual(visibleIds(mountsOf('1 1 /', '2 1 /', '3 1 /usr', '4 2 /usr')), [2, 4]);
});

test('a chroot lists no root of its own: what it lists is visible', () => {
  assert.deepEqual(visibleIds(mountsOf('7 5 /proc', '8 5 /srv', '9 8 /srv/a')), [7, 8, 9]);
});

test('every mount of an ordinary server is visible', async () => {
  const mounts = await readMountinfo(join(fixtures, 'debian-server'));
  assert.deepEqual(visibleMounts(mounts), mounts);
});

test('tables that contradict themselves still give an answer: mounts of the table, never two at one point', () => {
  const id = fc.nat(6);
  const point = fc.constantFrom('/', '/a', '/a/b', '/a/b/c', '/b');
  fc.assert(
    fc.property(fc.array(fc.tuple(id, id, point), { maxLength: 12 }), (rows) => {
      const mounts = mountsOf(...rows.map((row) => row.join(' ')));
      const visible = visibleMounts(mounts);
      assert.ok(visible.every((mount) => mounts.includes(mount)));
      const points = visible.map((mount) => mount.mountPoint);
      assert.equal(new Set(points).size, points.length);
    }),
  );
});
