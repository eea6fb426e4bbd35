import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpTarget } from '../contract/over-a-socket.ts';
import { type Body, freshHash, sleep, succeed } from '../contract/target.ts';
import { startAgent } from '../support/agent-process.ts';
import { startBurner } from '../support/burner.ts';
import { startNginx } from '../support/nginx.ts';

const MB = 2 ** 20;
const WORK_SECONDS = 5;
const INTERVAL_SECONDS = 0.5;

/** The job the agent exists for: a service under load, recorded through nginx, its numbers compared with what it did. */
test('a recording shows what the service and the system did, and a recording of another shows none of it', async (t) => {
  const agent = await startAgent(['--prefix', '/sysinfo']);
  t.after(() => agent.stop());
  const nginx = await startNginx({ socket: agent.socket });
  t.after(() => nginx.stop());
  const busy = await startBurner('busy-service');
  t.after(() => busy.stop());
  const idle = await startBurner('idle-service');
  t.after(() => idle.stop());
  const target = httpTarget(nginx.port, '/sysinfo', async () => {});

  const hashes = new Map<string, string>();
  for (const { name } of [busy, idle]) {
    const hash = freshHash();
    hashes.set(name, hash);
    const started = await succeed(
      target,
      `/performance/start_collecting?hash=${hash}&duration=60&interval=${INTERVAL_SECONDS}&server=${name}`,
    );
    assert.equal(started.matched, 1);
  }
  // Two samples of what was there before the work.
  await sleep(2 * INTERVAL_SECONDS * 1000 + 200);
  await busy.work(WORK_SECONDS);
  await sleep(INTERVAL_SECONDS * 1000 + 200);
  const answerOf = (name: string): Promise<Body> =>
    succeed(target, `/performance/stop_collecting?hash=${hashes.get(name)}&units=bytes`);
  const { system, process: service, quality } = await answerOf(busy.name);
  const { process: other } = await answerOf(idle.name);

  assert.equal(quality.missed, 0);
  const working = workingSamples(service.cpu.percent);
  const serviceCpu = mean(working.map((index) => service.cpu.percent[index]));
  assert.ok(Math.abs(serviceCpu - 100) <= 15, `one busy core is 100 ± 15, not ${serviceCpu}`);
  const grownMb = (service.memory.used.at(-1) - service.memory.used[0]) / MB;
  assert.ok(Math.abs(grownMb - 200) <= 20, `it holds 200 ± 20 MB more, not ${grownMb}`);
  for (const [side, io] of Object.entries({ service: service.io, system: system.io })) {
    const writtenMb = (io.writeSize.at(-1) - io.writeSize[0]) / MB;
    assert.ok(writtenMb >= 64, `the ${side} wrote at least 64 MB, not ${writtenMb}`);
  }
  // What the service used is part of what the system used; the kernel counts both in the same ticks.
  const systemCpu = mean(working.map((index) => system.cpu.percent[index])) * system.cpu.coreNum;
  assert.ok(systemCpu >= serviceCpu - 10, `the system used ${systemCpu}, the service alone ${serviceCpu}`);
  assert.ok(systemCpu <= serviceCpu + 60, `nothing else was busy, yet the system used ${systemCpu}`);

  assert.ok(mean(other.cpu.percent) < 5, `the idle service used ${mean(other.cpu.percent)} %`);
  assert.ok(Math.abs(other.memory.used.at(-1) - other.memory.used[0]) < 10 * MB);
  assert.ok(other.io.writeSize.at(-1) - other.io.writeSize[0] < MB);
});

/** The samples that lie wholly within the work: neither its first nor its last is. */
function workingSamples(percents: readonly number[]): number[] {
  const busy = [...percents.keys()].filter((index) => (percents[index] as number) > 50);
  const within = busy.slice(1, -1);
  assert.ok(within.length >= (WORK_SECONDS / INTERVAL_SECONDS) * 0.6, `busy samples: ${percents}`);
  return within;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
