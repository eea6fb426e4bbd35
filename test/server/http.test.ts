import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import type { Reply } from '../../src/routes/exchange.ts';
import { createHttpServer } from '../../src/server/http.ts';
import { createResponder } from '../../src/server/respond.ts';
import { capturedLog } from '../support/captured-log.ts';
import { deferred } from '../support/deferred.ts';
import { type Handle, toRoutes } from '../support/fastcgi-worker.ts';
import { askHttp } from '../support/http-client.ts';

async function startHttp(t: TestContext, handles: Readonly<Record<string, Handle>>) {
  const { log, lines } = capturedLog();
  const responder = createResponder({ routes: toRoutes(handles), legacyStatus: false, log });
  const { server, close } = createHttpServer({ responder, prefix: '/sysinfo' });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => close(0));
  return { port: (server.address() as AddressInfo).port, close, lines };
}

const health: Handle = ({ path, query }) => ({ kind: 'data', data: { path, a: query.get('a') ?? null } });
const keptRequest = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('plain HTTP', () => {
  test('finds a route with and without the prefix', async (t) => {
    const { port } = await startHttp(t, { '/health': health });
    for (const url of ['/health?a=1', '/sysinfo/health?a=1']) {
      assert.equal((await askHttp(port, url)).body.toString(), '{"path":"/health","a":"1"}');
    }
    const mount = await askHttp(port, '/sysinfo?a=1');
    assert.deepEqual([mount.status, mount.headers.location], [308, '/sysinfo/?a=1']);
  });

  test('survives nonsense', async (t) => {
    const { port } = await startHttp(t, { '/health': health });
    for (const bytes of [
      '\x16\x03\x01\x02\x00',
      'GET\r\n\r\n',
      `GET /${'x'.repeat(40_000)} HTTP/1.1\r\n\r\n`,
    ]) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.resume();
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.end(bytes);
      await closed;
    }
    assert.equal((await askHttp(port, '/health')).status, 200);
  });

  test('streams, and delivers only to who stays', async (t) => {
    let deliveredCount = 0;
    const stopped = deferred();
    async function* endless() {
      try {
        for (;;) yield Buffer.alloc(10_000);
      } finally {
        stopped.resolve();
      }
    }
    const delivered = () => {
      deliveredCount += 1;
    };
    async function* some() {
      yield 'a';
      yield Buffer.from('b');
    }
    const { port } = await startHttp(t, {
      '/some': () => ({ kind: 'stream', contentType: 'text/plain', chunks: some(), delivered }),
      '/endless': () => ({ kind: 'stream', contentType: 'text/plain', chunks: endless(), delivered }),
    });
    assert.equal((await askHttp(port, '/some')).body.toString(), 'ab');
    assert.equal(deliveredCount, 1);
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    await stopped.promise;
    assert.equal(deliveredCount, 1);
  });

  test('a stream that fails in the middle is broken off', async (t) => {
    async function* failing() {
      yield 'half';
      throw new Error('a bug');
    }
    const { port, lines } = await startHttp(t, {
      '/failing': () => ({ kind: 'stream', contentType: 'text/plain', chunks: failing() }),
    });
    await assert.rejects(askHttp(port, '/failing'), { code: 'ECONNRESET' });
    assert.equal(lines[0]?.msg, 'a request failed');
  });

  test('closing lets answers under way finish and ends idle connections at once', async (t) => {
    const asked = deferred();
    const reply = deferred<Reply>();
    const { port, close } = await startHttp(t, {
      '/health': health,
      '/slow': () => {
        asked.resolve();
        return reply.promise;
      },
    });
    const idle = connect(port, '127.0.0.1');
    idle.write(keptRequest);
    await once(idle, 'data');
    const busy = connect(port, '127.0.0.1');
    busy.write(keptRequest.replace('health', 'slow'));
    await asked.promise;

    const idleEnd = once(idle, 'end');
    const closed = close(60_000);
    await idleEnd;
    const busyEnd = once(busy, 'end');
    const answered = once(busy, 'data');
    reply.resolve({ kind: 'data', data: { late: true } });
    const [bytes] = await answered;
    assert.match(String(bytes), /^HTTP\/1.1 200 OK\r\n[\s\S]*\{"late":true\}$/);
    await busyEnd;
    await closed;
  });

  test('closing breaks off what takes longer than the grace', async (t) => {
    const asked = deferred();
    const { port, close } = await startHttp(t, {
      '/never': () => {
        asked.resolve();
        return new Promise(() => {});
      },
    });
    const answer = askHttp(port, '/never');
    const broken = assert.rejects(answer, { code: 'ECONNRESET' });
    await asked.promise;
    await Promise.all([broken, close(20)]);
  });
});
