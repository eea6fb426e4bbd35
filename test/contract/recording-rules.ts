import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { assertProcess, assertRecordingRoot, assertSystem } from './shapes.ts';
import { fail, freshHash, sleep, succeed, type Target } from './target.ts';

const START = '/performance/start_collecting';
const STOP = '/performance/stop_collecting';

/** start_collecting and stop_collecting: what is recorded, when it ends, and what a repeated request does. */
export function recordingRules(target: () => Target): void {
  test('a recording of the system and a service has every documented field', async () => {
    const hash = freshHash();
    const before = Date.now();
    // Node 24 calls its process MainThread, earlier ones call it node.
    const name = encodeURIComponent(readFileSync('/proc/self/comm', 'utf8').trim());
    const started = await succeed(target(), `${START}?hash=${hash}&duration=0.5&interval=0.1&server=${name}`);
    assert.equal(started.hash, hash);
    assert.equal(started.samples, 5);
    assert.ok(started.matched >= 1, 'this test itself');
    assert.ok(started.startedAt >= before - 1 && started.startedAt <= Date.now() + 1);
    await sleep(650);
    for (const units of ['legacy', 'bytes'] as const) {
      for (const isFull of [false, true]) {
        const query = `hash=${hash}&units=${units}&detail=${isFull ? 'full' : 'basic'}`;
        const body = await succeed(target(), `${STOP}?${query}`);
        const options = { samples: 5, units, isFull };
        assertRecordingRoot(body, options);
        assertSystem(body.system, options);
        assertProcess(body.process, options);
        assert.equal(body.hash, hash);
        assert.equal(body.startedAt, started.startedAt);
        assert.equal(body.stoppedAt, started.startedAt + 500);
        assert.deepEqual([body.duration, body.interval], [0.5, 0.1]);
      }
    }
  });

  test('without a server, or with an empty one, there is no process side', async () => {
    for (const server of ['', '&server=']) {
      const hash = freshHash();
      const started = await succeed(target(), `${START}?hash=${hash}&duration=60&interval=0.1${server}`);
      assert.ok(!('matched' in started));
      const body = await succeed(target(), `${STOP}?hash=${hash}`);
      assert.ok('system' in body && !('process' in body));
    }
  });

  test('samples belong to start + (k + 1) · interval', async () => {
    const hash = freshHash();
    const { startedAt } = await succeed(target(), `${START}?hash=${hash}&duration=0.6&interval=0.2`);
    await sleep(750);
    const { timestamps, quality } = await succeed(target(), `${STOP}?hash=${hash}`);
    assert.equal(timestamps.length, 3);
    assert.equal(quality.planned, 3);
    for (const [index, timestamp] of timestamps.entries()) {
      const dueAt = startedAt + (index + 1) * 200;
      if (timestamp === null) continue;
      assert.ok(timestamp >= dueAt - 2 && timestamp < dueAt + 200, `${timestamp} belongs to ${dueAt}`);
    }
  });

  test('an interval longer than the duration gives one sample, at the end', async () => {
    const hash = freshHash();
    const started = await succeed(target(), `${START}?hash=${hash}&duration=0.3&interval=100`);
    assert.equal(started.samples, 1);
    await sleep(450);
    const body = await succeed(target(), `${STOP}?hash=${hash}`);
    assert.equal(body.timestamps.length, 1);
    assert.ok(body.timestamps[0] >= started.startedAt + 298);
    assert.equal(body.stoppedAt, started.startedAt + 300);
  });

  test('stopped before its first sample, it takes one at once', async () => {
    const hash = freshHash();
    await succeed(target(), `${START}?hash=${hash}&duration=600&interval=60&server=node`);
    const body = await succeed(target(), `${STOP}?hash=${hash}&detail=full`);
    assertRecordingRoot(body, { samples: 1, units: 'legacy', isFull: true });
    assertSystem(body.system, { samples: 1, units: 'legacy', isFull: true });
    assertProcess(body.process, { samples: 1, units: 'legacy', isFull: true });
    assert.equal(body.quality.planned, 10);
  });

  test('asked again, stop answers the very same', async () => {
    const hash = freshHash();
    await succeed(target(), `${START}?hash=${hash}&duration=60&interval=0.1`);
    await sleep(250);
    const first = (await target().ask(`${STOP}?hash=${hash}`)).text;
    await sleep(200);
    assert.equal((await target().ask(`${STOP}?hash=${hash}`)).text, first);
  });

  test('a repeated start with the same parameters is the same start', async () => {
    const path = `${START}?hash=${freshHash()}&duration=60&interval=0.5&server=no-such-service`;
    const first = await succeed(target(), path);
    const again = await succeed(target(), path);
    assert.deepEqual(again, first);
    assert.equal(first.matched, 0, 'a service that does not run is no failure');
  });

  test('simultaneous starts of one hash are one recording', async () => {
    const path = `${START}?hash=${freshHash()}&duration=60&interval=0.5`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => succeed(target(), path)));
    assert.equal(new Set(answers.map(({ startedAt }) => startedAt)).size, 1);
  });

  test('a start with other parameters does not touch what records', async () => {
    const hash = freshHash();
    await succeed(target(), `${START}?hash=${hash}&duration=60&interval=0.1`);
    for (const other of [
      'duration=61&interval=0.1',
      'duration=60&interval=0.2',
      'duration=60&interval=0.1&server=a',
    ]) {
      await fail(target(), `${START}?hash=${hash}&${other}`, 409, 'hash_in_use', 'hash');
    }
    const body = await succeed(target(), `${STOP}?hash=${hash}`);
    assert.equal(body.duration, 60);
  });

  test('an ended recording is not lost to a new start until it was fetched', async () => {
    const path = `hash=${freshHash()}&duration=0.1&interval=0.1`;
    const first = await succeed(target(), `${START}?${path}`);
    await sleep(250);
    await fail(target(), `${START}?${path}`, 409, 'hash_in_use', 'hash');
    assert.equal((await succeed(target(), `${STOP}?${path}`)).startedAt, first.startedAt);
    const second = await succeed(target(), `${START}?${path}`);
    assert.ok(second.startedAt > first.startedAt);
  });

  test('HEAD asks and changes nothing', async () => {
    const hash = freshHash();
    const path = `${START}?hash=${hash}&duration=60&interval=0.1`;
    const head = await target().ask(path, { method: 'HEAD' });
    assert.deepEqual([head.status, head.text], [200, '']);
    await fail(target(), `${STOP}?hash=${hash}`, 404, 'unknown_hash', 'hash');
    await succeed(target(), path);
    assert.equal((await target().ask(`${STOP}?hash=${hash}`, { method: 'HEAD' })).status, 200);
    const { recordings } = await succeed(target(), '/performance/recordings');
    assert.equal(recordings.find((entry: { hash: string }) => entry.hash === hash).state, 'running');
  });

  test('looking at a recording neither ends nor fetches it', async () => {
    const hash = freshHash();
    await succeed(target(), `${START}?hash=${hash}&duration=60&interval=0.1`);
    await sleep(350);
    const seen = await succeed(target(), `/performance/recording?hash=${hash}&since=2`);
    assert.equal(seen.state, 'running');
    assert.equal(seen.firstIndex, 2);
    assert.ok(seen.timestamps.length >= 1);
    const { recordings } = await succeed(target(), '/performance/recordings');
    const entry = recordings.find((candidate: { hash: string }) => candidate.hash === hash);
    assert.deepEqual([entry.state, entry.fetched], ['running', false]);
    assert.ok(entry.progress > 0 && entry.progress < 1);
  });

  test('shape=flat puts the fields of the process, or of the system, at the root', async () => {
    for (const [server, side] of [
      ['', 'system'],
      ['&server=node', 'process'],
    ] as const) {
      const hash = freshHash();
      await succeed(target(), `${START}?hash=${hash}&duration=60&interval=0.1${server}`);
      const nested = await succeed(target(), `${STOP}?hash=${hash}`);
      const flat = await succeed(target(), `${STOP}?hash=${hash}&shape=flat`);
      assert.ok(!('system' in flat) && !('process' in flat));
      for (const field of ['cpu', 'memory', 'io', 'disk', 'platform']) {
        assert.deepEqual(flat[field], nested[side][field]);
      }
    }
  });
}
