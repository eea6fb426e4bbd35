import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { AgentError, type ErrorCode } from '../../src/errors.ts';
import type { Route, RouteTable } from '../../src/routes/exchange.ts';
import { createFastcgiServer } from '../../src/server/fastcgi.ts';
import { connectFastcgi } from '../../src/server/fastcgi-client.ts';
import { createHttpServer } from '../../src/server/http.ts';
import { createResponder, type ResponderOptions } from '../../src/server/respond.ts';
import { type CapturedLog, capturedLog } from '../support/captured-log.ts';
import { getParams } from '../support/fastcgi-worker.ts';
import { askHttp } from '../support/http-client.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

interface Question {
  readonly path: string;
  readonly method?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Ask = (question: Question) => Promise<Answer>;
type Transport = (t: TestContext, options: ResponderOptions) => Promise<Ask>;

const transports: Readonly<Record<string, Transport>> = {
  async FastCGI(t, options) {
    const path = join(temporaryDirectory(t), 'agent.sock');
    const { server, close } = createFastcgiServer({
      responder: createResponder(options),
      prefix: '',
      log: options.log,
    });
    server.listen(path);
    await once(server, 'listening');
    t.after(() => close(0));
    return async ({ path: urlPath, method = 'GET', query = '', headers = {} }) => {
      const client = await connectFastcgi({ path });
      const headerParams = Object.entries(headers).map(([name, value]) => [
        `HTTP_${name.toUpperCase().replaceAll('-', '_')}`,
        value,
      ]);
      const others = { REQUEST_METHOD: method, QUERY_STRING: query, ...Object.fromEntries(headerParams) };
      return client.request(getParams(urlPath, others)).finally(() => client.close());
    };
  },
  async HTTP(t, options) {
    const { server, close } = createHttpServer({ responder: createResponder(options), prefix: '' });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => close(0));
    const { port } = server.address() as AddressInfo;
    return ({ path, query, ...others }) =>
      askHttp(port, query === undefined ? path : `${path}?${query}`, others);
  },
};

const failures: Readonly<Record<ErrorCode, number>> = {
  missing_parameter: 400,
  invalid_parameter: 400,
  duplicate_parameter: 400,
  cross_site: 403,
  unknown_hash: 404,
  unknown_path: 404,
  method_not_allowed: 405,
  hash_in_use: 409,
  too_many_recordings: 503,
  shutting_down: 503,
  internal: 500,
};

function route(handle: Route['handle'], changesState = false): Route {
  return { changesState, handle };
}

const routes: RouteTable = new Map([
  [
    '/data',
    route(({ query }) => ({ kind: 'data', data: { result: 'succeeded', a: query.get('a') ?? null } })),
  ],
  ['/later', route(async () => ({ kind: 'data', data: { result: 'succeeded', late: true } }))],
  ['/change', route(() => ({ kind: 'data', data: { result: 'succeeded' } }), true)],
  ['/empty', route(() => ({ kind: 'bytes', contentType: 'text/plain', body: new Uint8Array() }))],
  [
    '/bytes',
    route(() => ({ kind: 'bytes', contentType: 'image/png', body: Buffer.from([0, 128, 255, 13, 10]) })),
  ],
  ['/large', route(() => ({ kind: 'bytes', contentType: 'text/plain', body: Buffer.alloc(300_000, 'x') }))],
  [
    '/file',
    route(() => ({
      kind: 'bytes',
      contentType: 'text/css',
      body: Buffer.from('x'),
      headers: { 'cache-control': 'immutable', etag: '"1"' },
      status: 203,
    })),
  ],
  [
    '/unchanged',
    route(() => ({
      kind: 'bytes',
      contentType: 'text/css',
      body: Buffer.alloc(0),
      headers: { etag: '"1"' },
      status: 304,
    })),
  ],
  [
    '/bug',
    route(() => {
      throw new TypeError('secret');
    }),
  ],
  ['/late-bug', route(() => Promise.reject(new TypeError('secret')))],
  ['/cyclic', route(() => ({ kind: 'data', data: cyclic() }))],
  ...Object.keys(failures).map(
    (code) =>
      [
        `/fail/${code}`,
        route(() => {
          throw new AgentError(code as ErrorCode, `Because of ${code}.`, { parameter: 'duration' });
        }),
      ] as const,
  ),
  [
    '/busy',
    route(() => {
      throw new AgentError('too_many_recordings', 'All places are taken.', { retryAfterSeconds: 17 });
    }),
  ],
]);

function cyclic(): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  data.itself = data;
  return data;
}

function errorOf({ body }: Answer): { code: string; message: string; parameter?: string } {
  const { result, error } = JSON.parse(body.toString());
  assert.equal(result, 'failed');
  assert.match(error.message, /^[A-Z].*\.$/s, 'a sentence');
  return error;
}

for (const [name, start] of Object.entries(transports)) {
  describe(`over ${name}`, () => {
    async function startAsking(
      t: TestContext,
      options: Partial<ResponderOptions> = {},
    ): Promise<CapturedLog & { readonly ask: Ask }> {
      const captured = capturedLog();
      return {
        ...captured,
        ask: await start(t, { routes, legacyStatus: false, log: captured.log, ...options }),
      };
    }

    test('data is JSON that nobody caches', async (t) => {
      const { ask } = await startAsking(t);
      const answer = await ask({ path: '/data', query: 'a=b' });
      assert.equal(answer.status, 200);
      assert.equal(answer.body.toString(), '{"result":"succeeded","a":"b"}');
      assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
      assert.equal(answer.headers['cache-control'], 'no-store');
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
      assert.equal((await ask({ path: '/later' })).body.toString(), '{"result":"succeeded","late":true}');
    });

    test('data in any script has its length in bytes', async (t) => {
      const { ask } = await startAsking(t);
      const answer = await ask({ path: '/data', query: `a=${encodeURIComponent('录制 ü')}` });
      assert.equal(answer.body.toString(), '{"result":"succeeded","a":"录制 ü"}');
      assert.equal(Number(answer.headers['content-length']), answer.body.length);
    });

    test('bytes arrive as they are, few, none or many', async (t) => {
      const { ask } = await startAsking(t);
      assert.deepEqual((await ask({ path: '/bytes' })).body, Buffer.from([0, 128, 255, 13, 10]));
      assert.equal((await ask({ path: '/empty' })).body.length, 0);
      assert.deepEqual((await ask({ path: '/large' })).body, Buffer.alloc(300_000, 'x'));
    });

    test("a reply's own headers and status win", async (t) => {
      const { ask } = await startAsking(t);
      const answer = await ask({ path: '/file' });
      assert.equal(answer.status, 203);
      assert.equal(answer.headers['cache-control'], 'immutable');
      assert.equal(answer.headers.etag, '"1"');
      assert.equal(answer.headers['content-type'], 'text/css');
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    });

    test('a 304 has no body and claims no length', async (t) => {
      const { ask } = await startAsking(t);
      const answer = await ask({ path: '/unchanged' });
      assert.deepEqual([answer.status, answer.body.length], [304, 0]);
      assert.equal(answer.headers['content-length'], undefined);
      assert.equal(answer.headers.etag, '"1"');
    });

    test('HEAD is told what GET is told, without the body', async (t) => {
      const { ask } = await startAsking(t);
      for (const path of ['/data', '/bytes', '/file', '/large', '/nothing']) {
        const [get, head] = await Promise.all([ask({ path }), ask({ path, method: 'HEAD' })]);
        const { date: _get, ...getHeaders } = get.headers;
        const { date: _head, ...headHeaders } = head.headers;
        assert.deepEqual([head.status, headHeaders, head.body.length], [get.status, getHeaders, 0]);
      }
    });

    for (const [code, status] of Object.entries(failures)) {
      test(`${code} is ${status}`, async (t) => {
        const { ask, lines } = await startAsking(t);
        const answer = await ask({ path: `/fail/${code}` });
        assert.equal(answer.status, status);
        assert.deepEqual(errorOf(answer), { code, message: `Because of ${code}.`, parameter: 'duration' });
        assert.equal(answer.headers['cache-control'], 'no-store');
        assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
        assert.equal(answer.headers['retry-after'], status === 503 ? '1' : undefined);
        assert.equal(answer.headers.allow, status === 405 ? 'GET, HEAD' : undefined);
        assert.deepEqual(lines, [], 'what a client does wrong is not our event');
      });

      test(`${code} is 200 for a client that only reads the result`, async (t) => {
        const { ask } = await startAsking(t, { legacyStatus: true });
        const answer = await ask({ path: `/fail/${code}` });
        assert.equal(answer.status, 200);
        assert.equal(errorOf(answer).code, code);
      });
    }

    test('a failure says when to ask again, if it knows', async (t) => {
      const { ask } = await startAsking(t);
      assert.equal((await ask({ path: '/busy' })).headers['retry-after'], '17');
    });

    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      test(`${method} is not answered`, async (t) => {
        const { ask } = await startAsking(t);
        const answer = await ask({ path: '/change', method });
        assert.equal(answer.status, 405);
        assert.equal(answer.headers.allow, 'GET, HEAD');
        assert.equal(errorOf(answer).code, 'method_not_allowed');
      });
    }

    test('a path that is no route is named, and cut where it is endless', async (t) => {
      const { ask } = await startAsking(t);
      const answer = await ask({ path: '/performance/nothing' });
      assert.equal(answer.status, 404);
      assert.match(errorOf(answer).message, /"\/performance\/nothing".*--prefix/);
      const endless = await ask({ path: `/${'x'.repeat(5000)}` });
      assert.equal(endless.status, 404);
      assert.ok(endless.body.length < 500);
      assert.equal((await ask({ path: '/__proto__' })).status, 404);
    });

    for (const path of ['/bug', '/late-bug', '/cyclic']) {
      test(`${path} is told as internal, and logged with its stack`, async (t) => {
        const { ask, lines } = await startAsking(t);
        const answer = await ask({ path });
        assert.equal(answer.status, 500);
        assert.equal(errorOf(answer).code, 'internal');
        assert.doesNotMatch(answer.body.toString(), /secret|TypeError|circular| at /);
        assert.equal(lines.length, 1);
        assert.equal(lines[0]?.level, 50);
        assert.match(JSON.stringify(lines[0]?.err), /"stack":"TypeError.* at /);
        assert.equal((await ask({ path: '/data' })).status, 200);
      });
    }

    test('a page of another site changes nothing', async (t) => {
      const { ask } = await startAsking(t);
      const fromSite = (site: string, path: string) => ask({ path, headers: { 'sec-fetch-site': site } });
      const refused = await fromSite('cross-site', '/change');
      assert.equal(refused.status, 403);
      assert.equal(errorOf(refused).code, 'cross_site');
      for (const site of ['same-origin', 'same-site', 'none']) {
        assert.equal((await fromSite(site, '/change')).status, 200, site);
      }
      assert.equal((await fromSite('cross-site', '/data')).status, 200, 'reading is no change');
    });

    test('what is wrong with a parameter is told where a route asks for it', async (t) => {
      const { ask } = await startAsking(t);
      const twice = await ask({ path: '/data', query: 'a=1&a=2' });
      assert.equal(twice.status, 400);
      assert.deepEqual([errorOf(twice).code, errorOf(twice).parameter], ['duplicate_parameter', 'a']);
      const malformed = await ask({ path: '/data', query: 'a=%ff' });
      assert.equal(malformed.status, 400);
      assert.deepEqual([errorOf(malformed).code, errorOf(malformed).parameter], ['invalid_parameter', 'a']);
      assert.equal((await ask({ path: '/later', query: 'a=1&a=2&b=%ff&%&=&&' })).status, 200);
      const long = await ask({ path: '/later', query: `a=${'x'.repeat(9000)}` });
      assert.equal(long.status, 400);
      assert.equal(errorOf(long).code, 'invalid_parameter');
    });
  });
}
