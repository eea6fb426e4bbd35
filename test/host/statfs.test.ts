import assert from 'node:assert/strict';
import { statfs as nodeStatfs } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FileSystemMount } from '../../src/host/file-system-mounts.ts';
import { parseStatOutput, statfs } from '../../src/host/statfs.ts';
import { ParseError } from '../../src/proc/parse-error.ts';

const never = new AbortController().signal;

function mountAt(mountPoint: string, answeredByServer: boolean): FileSystemMount {
  return { key: mountPoint, mountPoint, device: 'x', fsType: 'ext4', answeredByServer };
}

for (const [way, answeredByServer] of [
  ['in a thread', false],
  ['in a process', true],
] as const) {
  test(`asked ${way}: the size of the root is what node says`, async () => {
    const { bsize, blocks } = await nodeStatfs('/', { bigint: true });
    const space = await statfs(mountAt('/', answeredByServer), never);
    assert.equal(space.blocks * space.blockBytes, blocks * bsize);
    assert.ok(space.availableBlocks <= space.freeBlocks && space.freeBlocks <= space.blocks);
  });

  test(`asked ${way}: a mount point that is gone is ENOENT`, async () => {
    await assert.rejects(statfs(mountAt('/nowhere/at all', answeredByServer), never), { code: 'ENOENT' });
  });

  test(`asked ${way}: another error is another error`, async () => {
    await assert.rejects(statfs(mountAt('/proc/version/x', answeredByServer), never), (error) => {
      assert.ok(error instanceof Error && 'code' in error && error.code !== 'ENOENT');
      assert.match(error.message, /not a directory/i);
      return true;
    });
  });
}

test('a mount point that looks like an option is none', async () => {
  await assert.rejects(statfs(mountAt('--help', true), never), { code: 'ENOENT' });
});

test('the output of stat, with more than a number holds exactly, and with the reserve overdrawn', () => {
  assert.deepEqual(parseStatOutput('4096 18446744073709551615 9007199254740993 -5\n'), {
    blockBytes: 4096n,
    blocks: 18446744073709551615n,
    freeBlocks: 9007199254740993n,
    availableBlocks: 0n,
  });
});

test('any text gives counts or a ParseError', () => {
  const numbers = fc.array(fc.bigInt(), { maxLength: 6 }).map((values) => `${values.join(' ')}\n`);
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), numbers), (text) => {
      try {
        for (const count of Object.values(parseStatOutput(text))) assert.ok(count >= 0n);
      } catch (error) {
        assert.ok(error instanceof ParseError, String(error));
      }
    }),
  );
});
