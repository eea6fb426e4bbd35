import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Reply } from '../../src/routes/exchange.ts';
import { encodeRequest } from '../../src/server/fastcgi-client.ts';
import {
  encodeBeginRequest,
  encodePairs,
  encodeRecord,
  recordTypes,
} from '../../src/server/fastcgi-records.ts';
import { deferred } from '../support/deferred.ts';
import { getParams, jsonOf, startWorker } from '../support/fastcgi-worker.ts';

const echoed = { method: 'GET', path: '/echo', text: null, host: 'localhost' };

describe('a request', () => {
  test('is answered with status, headers and body, and its connection ends', async (t) => {
    const worker = await startWorker(t);
    const client = await worker.connect();
    const ended = once(client.socket, 'end');
    const answer = await client.request(getParams('/echo', { QUERY_STRING: 'text=a+%C3%BC' }));
    assert.equal(answer.status, 200);
    assert.deepEqual(jsonOf(answer), { ...echoed, text: 'a ü' });
    assert.deepEqual(answer.headers, {
      status: '200 OK',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(answer.body.length),
    });
    assert.deepEqual([answer.appStatus, answer.protocolStatus, answer.stderr], [0, 0, '']);
    await ended;
  });

  test('after request is answered on one connection that is to be kept', async (t) => {
    const worker = await startWorker(t);
    const client = await worker.connect();
    for (let k = 0; k < 500; k += 1) {
      const answer = await client.request(getParams('/echo', { QUERY_STRING: `text=${k}` }), {
        keepAlive: true,
      });
      assert.deepEqual(jsonOf(answer), { ...echoed, text: String(k) });
    }
    assert.equal(client.socket.destroyed, false);
  });

  test('leaves nothing on a kept connection behind its end', async (t) => {
    const worker = await startWorker(t);
    const client = await worker.connect();
    let bytes = Buffer.alloc(0);
    client.socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
    });
    await client.request(getParams('/echo'), { keepAlive: true });
    await client.values(['FCGI_MPXS_CONNS']);
    const end = encodeRecord(recordTypes.endRequest, 1, Buffer.alloc(8));
    const afterEnd = bytes.subarray(bytes.indexOf(end) + end.length);
    assert.equal(afterEnd[1], recordTypes.getValuesResult, 'nginx drops a kept connection for a byte more');
  });

  test('is answered the same however its bytes are cut', async (t) => {
    const worker = await startWorker(t);
    const bytes = encodeRequest(1, Object.entries(getParams('/echo')), { body: Buffer.from('ignored') });
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(cuts, async (positions) => {
        const client = await worker.connect();
        const answer = client.answer(1);
        const ends = [...positions.sort((a, b) => a - b), bytes.length];
        let start = 0;
        for (const end of ends) {
          await new Promise((resolve) => client.socket.write(bytes.subarray(start, end), resolve));
          start = end;
        }
        assert.deepEqual(jsonOf(await answer), echoed);
      }),
      { numRuns: 50 },
    );
  });

  test('may send its parameters in records that cut them anywhere', async (t) => {
    const worker = await startWorker(t);
    const pairs = encodePairs(Object.entries(getParams('/echo')));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: pairs.length - 1 }), async (cut) => {
        const client = await worker.connect();
        const answer = client.answer(1);
        client.socket.write(encodeBeginRequest(1, 1, 0));
        client.socket.write(encodeRecord(recordTypes.params, 1, pairs.subarray(0, cut)));
        client.socket.write(encodeRecord(recordTypes.params, 1, pairs.subarray(cut)));
        client.socket.write(encodeRecord(recordTypes.params, 1));
        assert.deepEqual(jsonOf(await answer), echoed);
      }),
      { numRuns: 50 },
    );
  });

  test('keeps its answer to itself where many share a connection', async (t) => {
    const worker = await startWorker(t);
    const client = await worker.connect();
    const texts = Array.from({ length: 60 }, (_, k) => `${k}`.repeat(k + 1));
    const answers = await Promise.all(
      texts.map((text) =>
        client.request(getParams('/echo', { QUERY_STRING: `text=${text}` }), { keepAlive: true }),
      ),
    );
    assert.deepEqual(
      answers.map((answer) => (jsonOf(answer) as { text: string }).text),
      texts,
    );
  });

  test('with a large body is answered and its body ignored', async (t) => {
    const worker = await startWorker(t);
    const client = await worker.connect();
    for (let k = 0; k < 3; k += 1) {
      const body = Buffer.alloc(3_000_000);
      const answer = await client.request(getParams('/echo', { REQUEST_METHOD: 'POST' }), {
        body,
        keepAlive: true,
      });
      assert.equal(answer.status, 405);
    }
  });

  test('by HEAD is told the length and given nothing', async (t) => {
    const worker = await startWorker(t);
    const answer = await worker.ask('/echo', { REQUEST_METHOD: 'HEAD' });
    assert.equal(answer.status, 200);
    assert.equal(
      answer.headers['content-length'],
      String(JSON.stringify({ ...echoed, method: 'HEAD' }).length),
    );
    assert.equal(answer.body.length, 0);
  });

  test('without a method is not taken for a GET', async (t) => {
    const worker = await startWorker(t);
    const { REQUEST_METHOD, ...params } = getParams('/echo');
    const client = await worker.connect();
    const answer = await client.request(params);
    assert.equal(answer.status, 405, REQUEST_METHOD);
    assert.match(answer.body.toString(), /REQUEST_METHOD/);
  });

  test('may carry parameters whose names and values are odd', async (t) => {
    const worker = await startWorker(t);
    const odd = {
      '': 'a',
      a: '',
      b: 'c',
      __proto__x: 'x',
      HTTP_: 'x',
      HTTP___PROTO__: 'x',
      HTTP_CONSTRUCTOR: 'x',
      HTTP_SET_COOKIE: 'x',
      constructor: 'x',
      SERVER_PROTOCOL: 'nonsense',
      'x\r\ny': '\u0000',
    };
    const pairs = [...Object.entries(getParams('/echo', odd)), ['__proto__', 'x'] as const];
    const client = await worker.connect();
    const answer = client.answer(1);
    client.socket.write(encodeRequest(1, pairs));
    assert.deepEqual(jsonOf(await answer), echoed);
  });

  test('is found below the prefix where the web server sends no PATH_INFO', async (t) => {
    const worker = await startWorker(t, { prefix: '/a/b/' });
    const found = await worker.ask('', {
      PATH_INFO: '',
      REQUEST_URI: '/a/b/echo?text=x',
      QUERY_STRING: 'text=x',
    });
    assert.deepEqual(jsonOf(found), { ...echoed, text: 'x' });
    const other = await worker.ask('', { PATH_INFO: '', REQUEST_URI: '/a/bc/echo' });
    assert.equal(other.status, 404);
    assert.match(other.body.toString(), /\/a\/bc\/echo.*--prefix/);
    const mount = await worker.ask('', { PATH_INFO: '', REQUEST_URI: '/a/b?text=x', QUERY_STRING: 'text=x' });
    assert.equal(mount.status, 308);
    assert.equal(mount.headers.location, '/a/b/?text=x');
  });
});

describe('the connection', () => {
  test('is told the limits it asks for, and nothing of names that are properties of every object', async (t) => {
    const worker = await startWorker(t, { limits: { maxConnections: 5, maxRequests: 7 } });
    const client = await worker.connect();
    const values = await client.values([
      'FCGI_MAX_CONNS',
      'FCGI_MAX_REQS',
      'FCGI_MPXS_CONNS',
      'toString',
      '__proto__',
    ]);
    assert.deepEqual(Object.fromEntries(values), {
      FCGI_MAX_CONNS: '5',
      FCGI_MAX_REQS: '7',
      FCGI_MPXS_CONNS: '1',
    });
  });

  test('is told of a type that does not exist, with nothing of the memory around it', async (t) => {
    const worker = await startWorker(t);
    const client = await worker.connect();
    const answered = once(client.socket, 'data');
    client.socket.write(encodeRecord(99, 0));
    const [bytes] = await answered;
    assert.deepEqual(bytes, encodeRecord(recordTypes.unknownType, 0, Buffer.from([99, 0, 0, 0, 0, 0, 0, 0])));
  });

  for (const role of [0, 2, 3, 500]) {
    test(`is told that role ${role} is not played, and may go on`, async (t) => {
      const worker = await startWorker(t);
      const client = await worker.connect();
      const refused = client.answer(9);
      client.socket.write(encodeBeginRequest(9, role, 1));
      client.socket.write(encodeRecord(recordTypes.params, 9, encodePairs([['REQUEST_METHOD', 'GET']])));
      client.socket.write(encodeRecord(recordTypes.params, 9));
      assert.equal((await refused).protocolStatus, 3);
      assert.equal((await client.request(getParams('/echo'), { keepAlive: true })).status, 200);
    });
  }
});

describe('closing', () => {
  test('lets answers under way finish and ends idle connections at once', async (t) => {
    const asked = deferred();
    const reply = deferred<Reply>();
    const worker = await startWorker(t, {
      routes: {
        '/slow': () => {
          asked.resolve();
          return reply.promise;
        },
      },
    });
    const idle = await worker.connect();
    await idle.request(getParams('/echo'), { keepAlive: true });
    const silent = await worker.connect();
    const busy = await worker.connect();
    const answer = busy.request(getParams('/slow'), { keepAlive: true });
    await asked.promise;

    const ends = [once(idle.socket, 'end'), once(silent.socket, 'end')];
    const closed = worker.close(60_000);
    await Promise.all(ends);
    const busyEnd = once(busy.socket, 'end');
    reply.resolve({ kind: 'data', data: { late: true } });
    assert.deepEqual(jsonOf(await answer), { late: true });
    await busyEnd;
    await closed;
  });

  test('still answers what had arrived, and was not read yet', async (t) => {
    const worker = await startWorker(t);
    const client = await worker.connect();
    await client.request(getParams('/echo'), { keepAlive: true });
    const answer = client.request(getParams('/echo'), { keepAlive: true });
    const newcomer = connect(worker.socketPath);
    newcomer.write(encodeRequest(1, Object.entries(getParams('/echo'))));
    const answered = once(newcomer, 'data');
    await Promise.all([worker.close(60_000), answer.then((late) => assert.equal(late.status, 200))]);
    assert.match(String(await answered), /Status: 200 OK/);
  });

  test('breaks off what takes longer than the grace', async (t) => {
    const worker = await startWorker(t, { routes: { '/never': () => new Promise(() => {}) } });
    const client = await worker.connect();
    const answer = client.request(getParams('/never'));
    await client.values(['FCGI_MAX_REQS']);
    await Promise.all([assert.rejects(answer, /closed the connection/), worker.close(20)]);
  });

  test('leaves no descriptor of a hundred connections', async (t) => {
    const worker = await startWorker(t);
    await worker.ask('/echo');
    const before = readdirSync('/proc/self/fd').length;
    const clients = await Promise.all(Array.from({ length: 100 }, () => worker.connect()));
    await Promise.all(
      clients.map((client, k) => client.request(getParams('/echo'), { keepAlive: k % 2 === 0 })),
    );
    const closed = clients.map(({ socket }) => socket.destroyed || once(socket, 'close'));
    await worker.close(60_000);
    await Promise.all(closed);
    assert.ok(readdirSync('/proc/self/fd').length < before, 'not even the listener');
  });
});
