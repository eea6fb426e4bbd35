import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastcgiClient } from '../../src/server/fastcgi-client.ts';
import { encodeRecord, recordTypes } from '../../src/server/fastcgi-records.ts';
import { deferred } from '../support/deferred.ts';
import { getParams, jsonOf, startWorker } from '../support/fastcgi-worker.ts';

const MEGABYTE = 1024 * 1024;

/** A worker whose `/stream` sends these chunks, and what became of them. */
async function startStreamingWorker(t: TestContext, chunks: () => AsyncGenerator<Uint8Array | string>) {
  const stopped = deferred();
  const state = { deliveredCount: 0 };
  async function* watched() {
    try {
      yield* chunks();
    } finally {
      stopped.resolve();
    }
  }
  const worker = await startWorker(t, {
    routes: {
      '/stream': () => ({
        kind: 'stream',
        contentType: 'text/plain',
        chunks: watched(),
        delivered: () => {
          state.deliveredCount += 1;
        },
      }),
    },
  });
  return { worker, stopped: stopped.promise, state };
}

/** Waits until something has begun to count and counts no further. */
async function untilStill(count: () => number): Promise<void> {
  for (let before = -1; count() === 0 || before !== count(); ) {
    before = count();
    await pause(20);
  }
}

describe('a streamed answer', () => {
  test('arrives whole, and is delivered once', async (t) => {
    const { worker, state } = await startStreamingWorker(t, async function* () {
      yield 'first ü ';
      yield '';
      yield Buffer.alloc(200_000, 'x');
      yield 'last';
    });
    const client = await worker.connect();
    for (const count of [1, 2]) {
      const answer = await client.request(getParams('/stream'), { keepAlive: true });
      assert.equal(answer.body.toString(), `first ü ${'x'.repeat(200_000)}last`);
      assert.equal(answer.headers['content-type'], 'text/plain');
      assert.equal(answer.headers['transfer-encoding'], undefined);
      assert.equal(state.deliveredCount, count);
    }
  });

  test('by HEAD is not even begun', async (t) => {
    let isBegun = false;
    const { worker, state } = await startStreamingWorker(t, async function* () {
      isBegun = true;
      yield 'x';
    });
    const answer = await worker.ask('/stream', { REQUEST_METHOD: 'HEAD' });
    assert.deepEqual([answer.status, answer.body.length, isBegun, state.deliveredCount], [200, 0, false, 0]);
  });

  test('that fails before its first chunk is a failure like any other', async (t) => {
    // biome-ignore lint/correctness/useYield: it fails before it could
    const { worker } = await startStreamingWorker(t, async function* () {
      throw new Error('secret');
    });
    const answer = await worker.ask('/stream');
    assert.equal(answer.status, 500);
    assert.doesNotMatch(answer.body.toString(), /secret/);
    assert.match(JSON.stringify(worker.lines), /secret/);
  });

  test('that fails in the middle breaks the connection: it must not look complete', async (t) => {
    const { worker, state } = await startStreamingWorker(t, async function* () {
      yield 'half';
      throw new Error('a bug');
    });
    await assert.rejects(worker.ask('/stream'), /closed the connection/);
    assert.equal(state.deliveredCount, 0);
    assert.equal(worker.lines[0]?.msg, 'a request failed');
    assert.equal((await worker.ask('/echo')).status, 200);
  });

  test('that its peer aborts stops, and the connection goes on', async (t) => {
    const { worker, stopped, state } = await startStreamingWorker(t, async function* () {
      for (;;) yield Buffer.alloc(1000, 'x');
    });
    const client = await worker.connect();
    const answer = client.request(getParams('/stream'), { keepAlive: true });
    await once(client.socket, 'data');
    client.socket.write(encodeRecord(recordTypes.abortRequest, 1));
    assert.equal((await answer).protocolStatus, 0);
    await stopped;
    assert.equal(state.deliveredCount, 0);
    assert.equal((await client.request(getParams('/echo'), { keepAlive: true })).status, 200);
  });

  test('whose peer goes away stops', async (t) => {
    const { worker, stopped, state } = await startStreamingWorker(t, async function* () {
      for (;;) yield Buffer.alloc(1000, 'x');
    });
    const client = await worker.connect();
    const answer = client.request(getParams('/stream'));
    await once(client.socket, 'data');
    client.close();
    await assert.rejects(answer);
    await stopped;
    assert.equal(state.deliveredCount, 0);
    assert.deepEqual(worker.lines, []);
  });

  test('whose peer does not read and goes away is not delivered, not even its last chunk', async (t) => {
    const lastChunk = deferred();
    const { worker, stopped, state } = await startStreamingWorker(t, async function* () {
      lastChunk.resolve();
      // More than the kernel keeps for a reader who does not come.
      yield Buffer.alloc(4 * MEGABYTE);
    });
    const client = await worker.connect();
    client.socket.pause();
    const answer = client.request(getParams('/stream'));
    await lastChunk.promise;
    client.close();
    await assert.rejects(answer);
    await stopped;
    assert.equal(state.deliveredCount, 0);
  });

  test('whose last chunk is on its way when the worker closes the connection is not delivered', async (t) => {
    const chunkBytes = 60_000;
    let chunkCount = Infinity;
    let made = 0;
    const { worker, state } = await startStreamingWorker(t, async function* () {
      for (made = 1; made <= chunkCount; made += 1) yield Buffer.alloc(chunkBytes);
    });
    for (const pass of [
      'to find how many chunks the kernel takes',
      'to end with the first it does not take',
    ]) {
      const client = await worker.connect();
      client.socket.pause();
      const broken = assert.rejects(client.request(getParams('/stream'), { keepAlive: true }), pass);
      await untilStill(() => made);
      chunkCount = made;
      client.socket.write('nonsense');
      while (worker.lines.length === 0) await new Promise(setImmediate);
      client.socket.resume();
      await broken;
    }
    assert.equal(made, chunkCount);
    assert.equal(state.deliveredCount, 0);
  });

  test('of one small chunk is not delivered to who has just gone', async (t) => {
    let leave = (): void => assert.fail('no client yet');
    const { worker, stopped, state } = await startStreamingWorker(t, async function* () {
      leave();
      yield 'small';
    });
    const client = await worker.connect();
    leave = () => client.close();
    await assert.rejects(client.request(getParams('/stream'), { keepAlive: true }));
    await stopped;
    assert.equal((await worker.ask('/echo')).status, 200);
    assert.equal(state.deliveredCount, 0);
  });

  test('that a peer aborts who does not read stops all the same', async (t) => {
    let made = 0;
    const { worker, stopped } = await startStreamingWorker(t, async function* () {
      for (;;) {
        made += 1;
        yield Buffer.alloc(MEGABYTE);
      }
    });
    const client = await worker.connect();
    client.socket.pause();
    const broken = assert.rejects(client.request(getParams('/stream')));
    await untilStill(() => made);
    client.socket.write(encodeRecord(recordTypes.abortRequest, 1));
    await stopped;
    while (worker.respondedCount() === 0) await new Promise(setImmediate);
    client.close();
    await broken;
  });

  for (const lastChunks of [[], ['late'], ['late', 'later']]) {
    test(`that has ${lastChunks.length} more chunks when its peer has gone is no trouble`, async (t) => {
      const asked = deferred();
      const late = deferred();
      const { worker, stopped, state } = await startStreamingWorker(t, async function* () {
        yield 'soon';
        asked.resolve();
        await late.promise;
        yield* lastChunks;
      });
      const client = await worker.connect();
      const answer = client.request(getParams('/stream'), { keepAlive: true });
      await asked.promise;
      client.socket.write(encodeRecord(recordTypes.abortRequest, 1));
      assert.equal((await answer).body.toString(), 'soon');
      late.resolve();
      await stopped;
      assert.equal((await client.request(getParams('/echo'), { keepAlive: true })).status, 200);
      assert.equal(state.deliveredCount, 0);
      assert.deepEqual(worker.lines, []);
    });
  }

  const partings: Readonly<Record<string, (client: FastcgiClient) => void>> = {
    aborts: ({ socket }) => socket.write(encodeRecord(recordTypes.abortRequest, 1)),
    'goes away': (client) => client.close(),
  };
  for (const [name, part] of Object.entries(partings)) {
    test(`that waits for something of its own is told at once when its peer ${name}`, async (t) => {
      const returned = deferred();
      const next = deferred<IteratorResult<string, undefined>>();
      let nextCount = 0;
      const chunks: AsyncIterable<string> = {
        [Symbol.asyncIterator]: () => ({
          async next() {
            nextCount += 1;
            return nextCount === 1 ? { done: false, value: 'first' } : next.promise;
          },
          async return() {
            next.resolve({ done: true, value: undefined });
            returned.resolve();
            return { done: true, value: undefined };
          },
        }),
      };
      const worker = await startWorker(t, {
        routes: { '/events': () => ({ kind: 'stream', contentType: 'text/event-stream', chunks }) },
      });
      const client = await worker.connect();
      const settled = Promise.allSettled([client.request(getParams('/events'), { keepAlive: true })]);
      await once(client.socket, 'data');
      part(client);
      await returned.promise;
      await settled;
      assert.equal((await worker.ask('/echo')).status, 200);
      assert.deepEqual(worker.lines, []);
    });
  }
});

test('a slow reader of 40 MB never makes more than 1 MB wait for it, nor others for him', async (t) => {
  const chunkBytes = 64 * 1024;
  const chunkCount = 640;
  let madeBytes = 0;
  let readBytes = 0;
  let maxWaitingBytes = 0;
  const { worker, state } = await startStreamingWorker(t, async function* () {
    for (let k = 0; k < chunkCount; k += 1) {
      madeBytes += chunkBytes;
      maxWaitingBytes = Math.max(maxWaitingBytes, madeBytes - readBytes);
      yield Buffer.alloc(chunkBytes, k);
    }
  });
  const client = await worker.connect();
  client.socket.on('data', (chunk: Buffer) => {
    readBytes += chunk.length;
  });
  client.socket.pause();
  const answer = client.request(getParams('/stream'), { keepAlive: true });

  // Until nothing more is made for a reader who stands still.
  await untilStill(() => madeBytes);
  assert.ok(madeBytes > 0 && madeBytes < MEGABYTE, `${madeBytes} bytes made`);
  assert.equal(state.deliveredCount, 0);
  assert.deepEqual((jsonOf(await worker.ask('/echo')) as { path: string }).path, '/echo');

  client.socket.resume();
  const { body } = await answer;
  assert.equal(body.length, chunkCount * chunkBytes);
  for (let k = 0; k < chunkCount; k += 1) assert.equal(body[k * chunkBytes + 1], k % 256);
  assert.ok(maxWaitingBytes < MEGABYTE, `${maxWaitingBytes} bytes waited`);
  assert.equal(state.deliveredCount, 1);
});

test('a thousand answers aborted or abandoned leave nothing behind', async (t) => {
  const { worker, state } = await startStreamingWorker(t, async function* () {
    for (;;) yield Buffer.alloc(1000, 'x');
  });
  const active = () => process.getActiveResourcesInfo().filter((kind) => kind === 'PipeWrap').length;
  await worker.ask('/echo');
  const before = active();
  for (let round = 0; round < 20; round += 1) {
    const client = await worker.connect();
    const answers = Array.from({ length: 50 }, () =>
      client.request(getParams('/stream'), { keepAlive: true }),
    );
    await once(client.socket, 'data');
    for (let id = 1; id <= 25; id += 1) client.socket.write(encodeRecord(recordTypes.abortRequest, id));
    await Promise.all(answers.slice(0, 25));
    client.close();
    await Promise.allSettled(answers);
  }
  while (active() > before) await pause(5);
  assert.equal(state.deliveredCount, 0);
  assert.deepEqual(worker.lines, []);
  assert.equal((await worker.ask('/echo')).status, 200);
});
