import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseMountinfo, readMountinfo } from '../../src/proc/mountinfo.ts';
import { ParseError } from '../../src/proc/parse-error.ts';

const fixtures = join(import.meta.dirname, '../fixtures/mountinfo');

test('every field of a line that has optional fields', () => {
  const line =
    '36 35 98:17 /mnt1 /mnt2 rw,noatime master:1 propagate_from:2 - ext3 /dev/root rw,errors=continue\n';
  assert.deepEqual(parseMountinfo('mountinfo', line), [
    {
      mountId: 36,
      parentId: 35,
      major: 98,
      minor: 17,
      root: '/mnt1',
      mountPoint: '/mnt2',
      fsType: 'ext3',
      source: '/dev/root',
    },
  ]);
});

test('a line without optional fields, and one whose source is empty', () => {
  const [plain, nameless] = parseMountinfo(
    'm',
    '1 0 0:1 / / rw - proc proc rw\n2 1 0:41 / /ram rw shared:3 - tmpfs  rw\n',
  );
  assert.equal(plain?.fsType, 'proc');
  assert.equal(nameless?.fsType, 'tmpfs');
  assert.equal(nameless?.source, '');
});

test('octal escapes are decoded, in paths and in sources, and nothing else is', async () => {
  const points = (await readMountinfo(join(fixtures, 'debian-server'))).map((mount) => mount.mountPoint);
  assert.ok(points.includes('/srv/media and more'), points.join());
  assert.ok(points.includes('/srv/a\\b\tc'), points.join());
  const sources = (await readMountinfo(join(fixtures, 'zfs'))).map((mount) => mount.source);
  assert.ok(sources.includes('tank/my files'), sources.join());
  const [odd] = parseMountinfo('m', '1 0 8:1 / /a\\012b\\0409\\04 rw - ext4 /dev/sd\\043 rw');
  assert.equal(odd?.mountPoint, '/a\nb 9\\04');
  assert.equal(odd?.source, '/dev/sd#');
});

test('a field that looks like the separator is no separator before the sixth', () => {
  const [mount] = parseMountinfo('m', '1 0 8:1 / /- - - ext4 /dev/sda1 rw');
  assert.equal(mount?.mountPoint, '/-');
  assert.equal(mount?.fsType, 'ext4');
});

test('an empty file is an empty table', () => {
  assert.deepEqual(parseMountinfo('m', ''), []);
});

for (const [what, line] of Object.entries({
  'no separator': '36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 ext3 /dev/root rw',
  'a device that is none': '36 35 98 /mnt1 /mnt2 rw - ext3 /dev/root rw',
  'an id that is no number': '36 x 98:0 /mnt1 /mnt2 rw - ext3 /dev/root rw',
  'a relative mount point': '36 35 98:0 /mnt1 mnt2 rw - ext3 /dev/root rw',
  'nothing after the separator': '36 35 98:0 /mnt1 /mnt2 rw -',
  'a type without a source': '36 35 98:0 /mnt1 /mnt2 rw - ext3',
  'half a line': '36 35 98:0',
  words: 'no such file',
})) {
  test(`${what} is a ParseError that names the file`, () => {
    assert.throws(
      () => parseMountinfo('/proc/self/mountinfo', `1 0 8:1 / / rw - ext4 /dev/sda1 rw\n${line}\n`),
      (error) => {
        assert.ok(error instanceof ParseError);
        assert.ok(error.message.startsWith('/proc/self/mountinfo'), error.message);
        return true;
      },
    );
  });
}

test("this machine's table has a root and a proc", async () => {
  const mounts = await readMountinfo('/proc');
  assert.ok(mounts.some((mount) => mount.mountPoint === '/'));
  assert.ok(mounts.some((mount) => mount.fsType === 'proc'));
});

test('any text gives mounts or a ParseError', () => {
  const real = readFileSync(join(fixtures, 'container/self/mountinfo'), 'utf8');
  const damaged = fc
    .tuple(fc.nat(real.length), fc.nat(40), fc.string({ unit: 'binary', maxLength: 20 }))
    .map(([at, removed, inserted]) => real.slice(0, at) + inserted + real.slice(at + removed));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), damaged), (text) => {
      try {
        for (const mount of parseMountinfo('m', text)) assert.ok(mount.mountPoint.startsWith('/'));
      } catch (error) {
        assert.ok(error instanceof ParseError, String(error));
      }
    }),
  );
});
