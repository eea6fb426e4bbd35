import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { encodeRequest } from '../../src/server/fastcgi-client.ts';
import {
  encodeBeginRequest,
  encodePairs,
  encodeRecord,
  recordTypes,
} from '../../src/server/fastcgi-records.ts';
import { getParams, startWorker, type Worker } from '../support/fastcgi-worker.ts';

const begin = encodeBeginRequest(1, 1, 1);
const paramsEnd = encodeRecord(recordTypes.params, 1);
const goodRequest = encodeRequest(1, Object.entries(getParams('/echo')), { keepAlive: true });

function withVersion(record: Buffer, version: number): Buffer {
  const other = Buffer.from(record);
  other[0] = version;
  return other;
}

function beginFlood(count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, k) => encodeBeginRequest(k + 1, 1, 1)));
}

/** Sends the bytes, and resolves when the worker has closed the connection. */
async function sendUntilClosed(worker: Worker, bytes: Buffer): Promise<void> {
  const { socket } = await worker.connect();
  const closed = closeOf(socket);
  socket.write(bytes);
  await closed;
}

/** Whether a connection ends or is reset, which depends on what was still unread, is not the question here. */
function closeOf(socket: Socket): Promise<void> {
  socket.on('error', () => {});
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

const nonsense: Readonly<Record<string, Buffer>> = {
  'an unknown type, 8 bytes of which ended node-fastcgi': Buffer.from([1, 0x63, 0, 1, 0, 0, 0, 0]),
  'type 0': encodeRecord(0, 1),
  'version 0': withVersion(begin, 0),
  'version 2 after a good record': Buffer.concat([begin, withVersion(paramsEnd, 2)]),
  'HTTP instead of FastCGI': Buffer.from('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n'),
  'TLS instead of FastCGI': Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]),
  'a begin-request that is too short': encodeRecord(recordTypes.beginRequest, 1, Buffer.alloc(3)),
  'a begin-request that is empty': encodeRecord(recordTypes.beginRequest, 1),
  'parameters that claim two gigabytes': Buffer.concat([
    begin,
    encodeRecord(recordTypes.params, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 65])),
    paramsEnd,
  ]),
  'half a parameter': Buffer.concat([
    begin,
    encodeRecord(recordTypes.params, 1, encodePairs([['REQUEST_METHOD', 'GET']]).subarray(0, 10)),
    paramsEnd,
  ]),
  'parameters without end': Buffer.concat([
    begin,
    ...Array.from({ length: 10 }, () => encodeRecord(recordTypes.params, 1, Buffer.alloc(60_000))),
  ]),
  'a flood of tiny parameters': Buffer.concat([
    begin,
    encodeRecord(recordTypes.params, 1, encodePairs(Array.from({ length: 2000 }, (_, k) => [`${k}`, '']))),
    paramsEnd,
  ]),
  'a flood of begin-requests': beginFlood(65),
  'a flood of whole requests of one id': Buffer.concat([goodRequest, goodRequest]),
  'a second end of the parameters': Buffer.concat([begin, paramsEnd, paramsEnd]),
  'an abort-request with content': Buffer.concat([
    begin,
    encodeRecord(recordTypes.abortRequest, 1, Buffer.alloc(4)),
  ]),
  'an answer instead of a question': encodeRecord(recordTypes.endRequest, 1, Buffer.alloc(8)),
  'get-values whose lengths lie': encodeRecord(recordTypes.getValues, 0, Buffer.from([200, 1, 1, 1])),
};

describe('a connection that sends nonsense is closed and logged, and only that one', () => {
  for (const [name, bytes] of Object.entries(nonsense)) {
    test(name, async (t) => {
      const worker = await startWorker(t);
      const bystander = await worker.connect();
      await bystander.request(getParams('/echo'), { keepAlive: true });
      await sendUntilClosed(worker, bytes);
      assert.equal(worker.lines.length, 1);
      assert.equal(worker.lines[0]?.msg, 'closed a FastCGI connection that broke the rules');
      assert.equal(typeof worker.lines[0]?.reason, 'string');
      assert.equal((await bystander.request(getParams('/echo'), { keepAlive: true })).status, 200);
      assert.equal((await worker.ask('/echo')).status, 200);
    });
  }

  test('a body without end', async (t) => {
    const worker = await startWorker(t, { limits: { maxIgnoredBytes: 200_000 } });
    const bytes = Buffer.concat(
      Array.from({ length: 4 }, () => encodeRecord(recordTypes.stdin, 1, Buffer.alloc(65_000))),
    );
    await sendUntilClosed(worker, Buffer.concat([goodRequest, bytes]));
    assert.match(String(worker.lines[0]?.reason), /200000 bytes that nothing reads/);
  });

  test('questions from a peer that never reads the answers', async (t) => {
    const worker = await startWorker(t, { limits: { maxUnreadBytes: 100_000 } });
    const { socket } = await worker.connect();
    socket.on('error', () => {});
    socket.pause();
    const question = encodeRecord(recordTypes.getValues, 0, encodePairs([['FCGI_MAX_CONNS', '']]));
    const questions = Buffer.concat(Array.from({ length: 1000 }, () => question));
    while (worker.lines.length === 0) {
      await new Promise((resolve) => socket.write(questions, resolve));
    }
    assert.match(String(worker.lines[0]?.reason), /nobody who reads/);
    assert.equal((await worker.ask('/echo')).status, 200);
  });
});

test('requests from a peer that never reads are not all answered', async (t) => {
  let answerCount = 0;
  const worker = await startWorker(t, {
    routes: {
      '/count': () => {
        answerCount += 1;
        return { kind: 'bytes', contentType: 'text/plain', body: Buffer.alloc(2000) };
      },
    },
  });
  const params = Object.entries(getParams('/count'));
  const { socket } = await worker.connect();
  socket.pause();
  const closed = closeOf(socket);
  for (let id = 1; worker.lines.length === 0; id += 1) {
    socket.write(encodeRequest(id, params, { keepAlive: true }));
    if (id % 10 === 0) await new Promise(setImmediate);
  }
  assert.match(String(worker.lines[0]?.reason), /more than 64 requests at once/);
  assert.ok(answerCount < 500, `${answerCount} answers made`);
  socket.resume();
  await closed;
});

describe('a connection that falls silent in the middle is closed', () => {
  const halves: Readonly<Record<string, Buffer>> = {
    'after 3 bytes': begin.subarray(0, 3),
    'after half a record': goodRequest.subarray(0, 60),
    'after a begin-request': begin,
    'before the end of the parameters': Buffer.concat([
      begin,
      encodeRecord(recordTypes.params, 1, Buffer.alloc(9)),
    ]),
    'in the body': Buffer.concat([
      goodRequest,
      encodeRecord(recordTypes.stdin, 1, Buffer.alloc(20)).subarray(0, 12),
    ]),
  };
  for (const [name, bytes] of Object.entries(halves)) {
    test(name, async (t) => {
      const worker = await startWorker(t, { limits: { maxWaitMs: 30 } });
      await sendUntilClosed(worker, bytes);
      assert.match(String(worker.lines[0]?.reason), /half a request/);
    });
  }

  test('even if it sends a byte now and then', async (t) => {
    const worker = await startWorker(t, { limits: { maxWaitMs: 50 } });
    const { socket } = await worker.connect();
    const closed = closeOf(socket);
    socket.write(begin);
    const drip = setInterval(() => socket.write(encodeRecord(recordTypes.params, 1, Buffer.alloc(1))), 5);
    t.after(() => clearInterval(drip));
    await closed;
    assert.match(String(worker.lines[0]?.reason), /half a request/);
  });

  test('but one that waits between two requests is not', async (t) => {
    const worker = await startWorker(t, { limits: { maxWaitMs: 10 } });
    const client = await worker.connect();
    await client.request(getParams('/echo'), { keepAlive: true });
    const other = await worker.connect();
    const closed = closeOf(other.socket);
    other.socket.write(begin);
    await closed;
    assert.equal((await client.request(getParams('/echo'), { keepAlive: true })).status, 200);
    assert.equal(worker.lines.length, 1);
  });
});

test('a connection that falls silent is closed, without a word in the log; one that is used is not', async (t) => {
  const worker = await startWorker(t, { limits: { maxSilenceMs: 300 } });
  const client = await worker.connect();
  const silent = await worker.connect();
  const closed = closeOf(silent.socket);
  let isClosed = false;
  void closed.then(() => {
    isClosed = true;
  });
  await silent.request(getParams('/echo'), { keepAlive: true });
  while (!isClosed) {
    assert.equal((await client.request(getParams('/echo'), { keepAlive: true })).status, 200);
    await sleep(10);
  }
  assert.equal((await client.request(getParams('/echo'), { keepAlive: true })).status, 200);
  assert.deepEqual(worker.lines, []);
});

test('a flood of bad connections writes ten lines', async (t) => {
  const worker = await startWorker(t);
  for (let k = 0; k < 15; k += 1) await sendUntilClosed(worker, Buffer.from('nonsense'));
  assert.equal(worker.lines.length, 10);
});

test('after any bytes the next good request is answered', async (t) => {
  const worker = await startWorker(t);
  const record = fc
    .tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 2 }), fc.uint8Array({ maxLength: 30 }))
    .map(([type, id, content]) => encodeRecord(type, id, content));
  const pieces = fc.oneof(
    record,
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(begin, paramsEnd, goodRequest, encodeRecord(recordTypes.abortRequest, 1)),
    fc.nat({ max: goodRequest.length }).map((end) => goodRequest.subarray(0, end)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 8 }), async (bytes) => {
      const { socket } = await worker.connect();
      // The worker has read everything when the connection has ended on both sides.
      socket.resume();
      const closed = closeOf(socket);
      socket.end(Buffer.concat(bytes));
      await closed;
      assert.equal((await worker.ask('/echo')).status, 200);
    }),
    { numRuns: 300 },
  );
});
