import assert from 'node:assert/strict';
import { machine } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readCpuIdentity } from '../../src/host/cpu-identity.ts';
import { fakeProgram } from '../support/fake-program.ts';

const fixtures = join(import.meta.dirname, '../fixtures');
const timeLimitMs = 60_000;

function lscpuSaying(t: TestContext, name: string): string {
  return fakeProgram(t, 'lscpu', `cat ${join(fixtures, 'lscpu', name)}`);
}

test("lscpu's clock comes first, in its own digits", async (t) => {
  const answer = await readCpuIdentity({
    procRoot: join(fixtures, 'cpuinfo/x86_64'),
    timeLimitMs,
    lscpu: lscpuSaying(t, '2.30-x86_64.json'),
  });
  assert.equal(answer.identity.mhz, '2394.446');
  assert.deepEqual(answer.problems, []);
});

test('then the mean of /proc/cpuinfo', async (t) => {
  const answer = await readCpuIdentity({
    procRoot: join(fixtures, 'cpuinfo/x86_64'),
    timeLimitMs,
    lscpu: lscpuSaying(t, '2.38-x86_64.json'),
  });
  assert.deepEqual(answer, {
    identity: { architecture: 'x86_64', model: 'Intel(R) Xeon(R) Processor', mhz: '2700.000' },
    problems: [],
  });
});

test('then Unknown, with the reason', async (t) => {
  const answer = await readCpuIdentity({
    procRoot: join(fixtures, 'cpuinfo/neoverse'),
    timeLimitMs,
    lscpu: lscpuSaying(t, 'arm-neoverse-n1.json'),
  });
  assert.deepEqual(answer, {
    identity: { architecture: 'aarch64', model: 'Neoverse-N1', mhz: 'Unknown' },
    problems: ["the processor's clock is unknown: neither lscpu nor /proc/cpuinfo tells it"],
  });
});

test('a model that lscpu does not know is Unknown, not what the firmware calls the machine', async (t) => {
  const answer = await readCpuIdentity({
    procRoot: join(fixtures, 'cpuinfo/neoverse'),
    timeLimitMs,
    lscpu: lscpuSaying(t, 'arm-raspberry-pi.json'),
  });
  assert.deepEqual(answer, {
    identity: { architecture: 'aarch64', model: 'Unknown', mhz: '1500.0000' },
    problems: ["the processor's model is unknown: lscpu does not know it"],
  });
});

test('without lscpu and without /proc the architecture is still that of uname', async () => {
  const { identity, problems } = await readCpuIdentity({
    procRoot: '/nowhere',
    timeLimitMs,
    lscpu: '/nowhere/lscpu',
  });
  assert.deepEqual(identity, { architecture: machine(), model: 'Unknown', mhz: 'Unknown' });
  assert.equal(problems.length, 2);
  assert.match(problems[0] ?? '', /^the processor's model is unknown: \/nowhere\/lscpu is not installed$/);
  assert.match(problems[1] ?? '', /^the processor's clock is unknown: .*ENOENT/);
});
