import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import type { BytesReply } from '../../src/routes/exchange.ts';
import { createPageRoutes } from '../../src/routes/page.ts';

const PAGE = '<!doctype html><title>page</title>';
const SCRIPT = 'run()';
let dir = '';

before(() => {
  dir = mkdtempSync(join(tmpdir(), 'page-'));
  mkdirSync(join(dir, 'assets'));
  for (const [path, text] of [
    ['index.html', PAGE],
    ['assets/page-1234.js', SCRIPT],
  ] as const) {
    writeFileSync(join(dir, path), text);
    writeFileSync(join(dir, `${path}.br`), brotliCompressSync(text));
    writeFileSync(join(dir, `${path}.gz`), gzipSync(text));
  }
});
after(() => rmSync(dir, { recursive: true }));

async function ask(path: string, headers: Record<string, string> = {}): Promise<BytesReply> {
  const route = createPageRoutes(dir).get(path);
  assert.ok(route, path);
  assert.equal(route.changesState, false);
  const reply = await route.handle({ method: 'GET', path, query: { get: () => undefined }, headers });
  assert.equal(reply.kind, 'bytes');
  return reply as BytesReply;
}

const textOf = (body: string | Uint8Array) => Buffer.from(body as Uint8Array).toString();

test('the page is asked for again each time, what it loads never', async () => {
  const page = await ask('/');
  assert.equal(textOf(page.body), PAGE);
  assert.equal(page.contentType, 'text/html; charset=utf-8');
  assert.equal(page.headers?.['cache-control'], 'no-cache');
  const script = await ask('/assets/page-1234.js');
  assert.equal(script.contentType, 'text/javascript; charset=utf-8');
  assert.match(script.headers?.['cache-control'] ?? '', /immutable/);
});

test('its policy lets nothing in from elsewhere and nothing inline', async () => {
  const policy = (await ask('/')).headers?.['content-security-policy'] ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
});

test('the best encoding the client takes, each with a tag of its own', async () => {
  const brotli = await ask('/', { 'accept-encoding': 'gzip, deflate, br;q=0.9' });
  assert.equal(brotli.headers?.['content-encoding'], 'br');
  assert.equal(textOf(brotliDecompressSync(brotli.body as Uint8Array)), PAGE);
  const gzip = await ask('/', { 'accept-encoding': 'gzip, br;q=0' });
  assert.equal(gzip.headers?.['content-encoding'], 'gzip');
  assert.equal(textOf(gunzipSync(gzip.body as Uint8Array)), PAGE);
  const plain = await ask('/');
  assert.equal(plain.headers?.['content-encoding'], undefined);
  const tags = [brotli, gzip, plain].map(({ headers }) => headers?.etag);
  assert.equal(new Set(tags).size, 3);
  for (const { headers } of [brotli, gzip, plain]) assert.equal(headers?.vary, 'Accept-Encoding');
});

test('what the client has already is not sent again', async () => {
  const { headers } = await ask('/');
  const etag = headers?.etag ?? '';
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const reply = await ask('/', { 'if-none-match': known });
    assert.equal(reply.status, 304, known);
    assert.equal(reply.body.length, 0);
    assert.equal(reply.headers?.etag, etag);
  }
  assert.notEqual((await ask('/', { 'if-none-match': '"other"' })).status, 304);
});

test('only what was built is served: the compressed copies have no address of their own', () => {
  assert.deepEqual([...createPageRoutes(dir).keys()], ['/', '/assets/page-1234.js']);
});

test('a page that was not built says how to build it', async () => {
  const route = createPageRoutes(join(dir, 'absent')).get('/');
  const reply = await route?.handle({
    method: 'GET',
    path: '/',
    query: { get: () => undefined },
    headers: {},
  });
  assert.equal(reply?.kind === 'bytes' && reply.status, 404);
  assert.match(textOf((reply as BytesReply).body), /npm run build/);
});
