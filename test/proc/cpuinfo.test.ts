import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCpuinfo, readCpuinfo } from '../../src/proc/cpuinfo.ts';

const fixtures = join(import.meta.dirname, '../fixtures/cpuinfo');

for (const [host, coreMegahertz] of [
  ['x86_64', [2299.998, 3100.002]],
  ['neoverse', []],
  ['power9', [3800, 3800]],
  ['s390x', [5200, 5200]],
  ['unknown-clock', [2000.5]],
] as const) {
  test(`the clocks of ${host}`, async () => {
    assert.deepEqual(await readCpuinfo(join(fixtures, host)), { coreMegahertz });
  });
}

test("this machine's file gives one sensible clock for each processor that tells one", async () => {
  const { coreMegahertz } = await readCpuinfo('/proc');
  for (const megahertz of coreMegahertz) assert.ok(megahertz > 100 && megahertz < 10_000, `${megahertz} MHz`);
});

test('an absent file is the error of the system', async () => {
  await assert.rejects(readCpuinfo('/nowhere'), { code: 'ENOENT' });
});

test('a line that only resembles a clock is none', () => {
  for (const line of [
    'cpu MHz : ',
    'cpu MHz : fast',
    'my cpu MHz : 1000',
    'cpu MHz static : 5200',
    'cpu MHz : 0.000',
  ]) {
    assert.deepEqual(parseCpuinfo(line), { coreMegahertz: [] }, line);
  }
});

test('no text makes it throw, and every clock it gives is a positive number', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.tuple(fc.constantFrom('cpu MHz', 'clock', 'CPU MHz dynamic', 'x'), fc.string()), {
        maxLength: 20,
      })
      .map((lines) => lines.map(([name, value]) => `${name}\t: ${value}`).join('\n')),
  );
  fc.assert(
    fc.property(text, (content) => {
      for (const megahertz of parseCpuinfo(content).coreMegahertz)
        assert.ok(megahertz > 0 && Number.isFinite(megahertz));
    }),
  );
});
