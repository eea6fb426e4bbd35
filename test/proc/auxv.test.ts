import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { parseAuxv, readKernelUnits } from '../../src/proc/auxv.ts';
import { fixtureHost } from '../support/fixture-host.ts';

const AT_NULL = 0;
const AT_PHDR = 3;
const AT_PAGESZ = 6;
const AT_CLKTCK = 17;

/** Pairs of 64-bit words, as a kernel of that byte order writes them. */
function auxv(order: 'LE' | 'BE', entries: readonly (readonly [number, bigint])[]): Buffer {
  const bytes = Buffer.alloc(entries.length * 16);
  for (const [index, [type, value]] of entries.entries()) {
    for (const [at, word] of [
      [index * 16, BigInt(type)],
      [index * 16 + 8, value],
    ] as const) {
      if (order === 'LE') bytes.writeBigUInt64LE(word, at);
      else bytes.writeBigUInt64BE(word, at);
    }
  }
  return bytes;
}

for (const order of ['LE', 'BE'] as const) {
  test(`pages of 64 KB, ${order}`, () => {
    const bytes = auxv(order, [
      [AT_PHDR, 0xffff_8000_0000_1000n],
      [AT_PAGESZ, 65_536n],
      [AT_CLKTCK, 100n],
      [AT_NULL, 0n],
    ]);
    assert.deepEqual(parseAuxv(bytes, order), { pageSizeBytes: 65_536, ticksPerSecond: 100 });
  });
}

test('what is not there stays unknown: no entry, half an entry, a value of 0', () => {
  assert.deepEqual(parseAuxv(Buffer.alloc(0), 'LE'), {});
  assert.deepEqual(parseAuxv(auxv('LE', [[AT_PAGESZ, 4096n]]).subarray(0, 15), 'LE'), {});
  assert.deepEqual(parseAuxv(auxv('LE', [[AT_PAGESZ, 0n]]), 'LE'), {});
  assert.deepEqual(parseAuxv(auxv('LE', [[AT_CLKTCK, 1024n]]), 'LE'), { ticksPerSecond: 1024 });
});

test('this machine: what getconf says', () => {
  const getconf = (name: string) => Number(execFileSync('getconf', [name], { encoding: 'utf8' }));
  assert.deepEqual(readKernelUnits('/proc'), {
    pageSizeBytes: getconf('PAGESIZE'),
    ticksPerSecond: getconf('CLK_TCK'),
  });
});

test('the /proc of another machine has no self: the usual values', (t) => {
  const { procRoot } = fixtureHost(t, 'debian-12');
  assert.deepEqual(readKernelUnits(procRoot), { pageSizeBytes: 4096, ticksPerSecond: 100 });
});
