import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { askKernelUnits } from '../../src/host/page-size.ts';
import { fakeProgram } from '../support/fake-program.ts';

const timeLimitMs = 60_000;
const getconf = (variable: string) => Number(execFileSync('getconf', [variable], { encoding: 'utf8' }));

test('what getconf says on this machine', async () => {
  assert.deepEqual(await askKernelUnits({ procRoot: '/proc', timeLimitMs, getconf: 'getconf' }), {
    units: { pageSizeBytes: getconf('PAGESIZE'), ticksPerSecond: getconf('CLK_TCK') },
    problems: [],
  });
});

test('a kernel with pages of 64 KB and another tick', async (t) => {
  const other = fakeProgram(
    t,
    'getconf',
    'case "$1" in PAGESIZE) echo 65536;; CLK_TCK) echo 1000;; *) exit 1;; esac',
  );
  const { units, problems } = await askKernelUnits({ procRoot: '/nowhere', timeLimitMs, getconf: other });
  assert.deepEqual(units, { pageSizeBytes: 65536, ticksPerSecond: 1000 });
  assert.deepEqual(problems, []);
});

test('without getconf the kernel told this process when it began', async () => {
  const { units, problems } = await askKernelUnits({
    procRoot: '/proc',
    timeLimitMs,
    getconf: '/nowhere/getconf',
  });
  assert.deepEqual(units, { pageSizeBytes: getconf('PAGESIZE'), ticksPerSecond: getconf('CLK_TCK') });
  assert.deepEqual(problems, [
    `the page size is taken from the auxiliary vector: ${units.pageSizeBytes} (/nowhere/getconf is not installed)`,
    `the clock tick is taken from the auxiliary vector: ${units.ticksPerSecond} (/nowhere/getconf is not installed)`,
  ]);
});

for (const [what, line] of Object.entries({
  nonsense: 'echo undefined',
  nothing: 'true',
  zero: 'echo 0',
  'a negative number': 'echo -4096',
})) {
  test(`a getconf that says ${what} is not believed, and that is said`, async (t) => {
    const odd = fakeProgram(t, 'getconf', line);
    const { units, problems } = await askKernelUnits({ procRoot: '/nowhere', timeLimitMs, getconf: odd });
    assert.deepEqual(units, { pageSizeBytes: 4096, ticksPerSecond: 100 });
    assert.equal(problems.length, 2);
    assert.match(problems[0] ?? '', /^the page size is assumed to be 4096 \(.*getconf PAGESIZE answered/);
  });
}
