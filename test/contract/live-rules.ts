import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { assertSystem } from './shapes.ts';
import { fail, succeed, type Target } from './target.ts';

const REAL_TIME = '/performance/real_time';

/** real_time and what else is answered without a recording. */
export function liveRules(target: () => Target): void {
  test('real_time answers one sample with every documented field', async () => {
    for (const units of ['legacy', 'bytes'] as const) {
      for (const isFull of [false, true]) {
        const query = `units=${units}&detail=${isFull ? 'full' : 'basic'}`;
        const body = await succeed(target(), `${REAL_TIME}?${query}`);
        assertSystem(body.system, { samples: 1, units, isFull });
        assert.equal(body.timestamps.length, 1);
        assert.ok(Math.abs(body.timestamps[0] - Date.now()) < 60_000);
      }
    }
  });

  test('history answers the last seconds', async () => {
    const body = await succeed(target(), `${REAL_TIME}?history=3600`);
    const samples = body.timestamps.length;
    assert.ok(samples >= 1 && samples <= 3600);
    assertSystem(body.system, { samples, units: 'legacy', isFull: false });
    const last = await succeed(target(), `${REAL_TIME}?history=1`);
    assert.equal(last.timestamps.length, 1);
    for (const wrong of ['0', '3601', '-1', '1.5', 'x']) {
      await fail(target(), `${REAL_TIME}?history=${wrong}`, 400, 'invalid_parameter', 'history');
    }
  });

  test('real_time has a flat shape too', async () => {
    const body = await succeed(target(), `${REAL_TIME}?shape=flat`);
    assert.ok(!('system' in body));
    assertSystem(body, { samples: 1, units: 'legacy', isFull: false });
  });

  test('match says which processes would count, and warns', async () => {
    const none = await succeed(target(), '/performance/match?server=no-such-service');
    assert.deepEqual(none.processes, []);
    assert.deepEqual(none.warnings, ['No process matches now. A recording counts 0 until one does.']);
    const own = await succeed(target(), `/performance/match?server=pid:${process.pid}`);
    assert.deepEqual(own.selector, { kind: 'pid', value: String(process.pid) });
    assert.equal(own.processes.length, 1);
    assert.equal(own.processes[0].pid, process.pid);
    assert.match(own.processes[0].why, /pid/);
    await fail(target(), '/performance/match', 400, 'missing_parameter', 'server');
  });

  test('match names those that run the program asked for and call themselves otherwise', async (t) => {
    const child = spawn('/bin/sleep', ['60'], { argv0: '/opt/renamed-svc', stdio: 'ignore' });
    t.after(() => child.kill());
    await once(child, 'spawn');
    const { processes, warnings } = await succeed(target(), '/performance/match?server=renamed-svc');
    assert.deepEqual(processes, []);
    assert.match(
      warnings.at(-1),
      /^\d+ process(es)? runs? a program of that name under another name: sleep\.$/,
    );
    const found = await succeed(target(), '/performance/match?server=sleep');
    assert.ok(found.processes.some(({ pid }: { pid: number }) => pid === child.pid));
  });

  test('processes lists names and pids, and nothing of command lines', async () => {
    const { processes } = await succeed(target(), '/performance/processes');
    const own = processes.find(({ pids }: { pids: number[] }) => pids.includes(process.pid));
    assert.ok(own !== undefined, 'the test itself is listed');
    assert.deepEqual(Object.keys(own).sort(), ['count', 'name', 'pids']);
    assert.equal(own.count, own.pids.length);
    const match = await succeed(target(), `/performance/match?server=${encodeURIComponent(own.name)}`);
    const matched = match.processes.map(({ pid }: { pid: number }) => pid);
    assert.ok(matched.includes(process.pid), 'the name that is listed is the name that matches');
  });

  test('health and metrics answer', async () => {
    assert.equal((await succeed(target(), '/health')).status, 'ok');
    const { status, headers, text } = await target().ask('/metrics');
    assert.equal(status, 200);
    assert.match(headers['content-type'] ?? '', /^text\/plain; version=0\.0\.4/);
    assert.match(text, /^sysinfo_agent_recordings\{state="running"\} \d+$/m);
  });
}
