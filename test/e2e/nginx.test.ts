import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { type TestContext, test } from 'node:test';
import { type AgentProcess, startAgent } from '../support/agent-process.ts';
import { type Nginx, type NginxOptions, startNginx } from '../support/nginx.ts';

/** The shipped files, read by a real nginx, in front of the built agent. */
async function site(
  t: TestContext,
  options: Omit<NginxOptions, 'socket'>,
  argv: readonly string[] = [],
): Promise<{ agent: AgentProcess; nginx: Nginx }> {
  const agent = await startAgent(argv);
  t.after(() => agent.stop());
  const nginx = await startNginx({ socket: agent.socket, ...options });
  t.after(() => nginx.stop());
  return { agent, nginx };
}

async function json(
  url: string,
  init: RequestInit = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url, init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const prefixes = ['/sysinfo', '/a/b/c'];

for (const style of ['request-uri', 'path-info'] as const) {
  for (const prefix of prefixes) {
    const argv = style === 'request-uri' ? ['--prefix', prefix] : [];

    test(`${style}, ${prefix}: the routes are reached`, async (t) => {
      const { agent, nginx } = await site(t, { style, prefix }, argv);
      assert.equal((await json(`${nginx.url}/health`)).body.pid, agent.pid);
      const { body } = await json(`${nginx.url}/performance/real_time?units=bytes`);
      assert.deepEqual(body.units, { memory: 'bytes', io: 'bytes', disk: 'bytes' });
      const unknown = await json(`${nginx.url}/performance/nothing`);
      assert.deepEqual([unknown.status, unknown.body.result], [404, 'failed']);
      const outside = await fetch(new URL('/elsewhere', nginx.url));
      assert.equal(outside.status, 404);
      assert.match(outside.headers.get('content-type') ?? '', /text\/html/, "nginx's own answer");
      await outside.body?.cancel();
      assert.equal(nginx.errors().includes('upstream'), false, nginx.errors());
    });

    test(`${style}, ${prefix}: the prefix without its slash leads to the one with it`, async (t) => {
      const { nginx } = await site(t, { style, prefix }, argv);
      const response = await fetch(`${nginx.url}?a=1`, { redirect: 'manual' });
      assert.deepEqual([response.status, response.headers.get('location')], [301, `${prefix}/?a=1`]);
      await response.body?.cancel();
    });
  }

  test(`${style}: a method that changes things is refused by the agent, whatever it sends along`, async (t) => {
    const { nginx } = await site(t, { style }, style === 'request-uri' ? ['--prefix', '/sysinfo'] : []);
    const { status, body } = await json(`${nginx.url}/health`, { method: 'POST', body: 'x'.repeat(100_000) });
    assert.equal(status, 405);
    assert.equal((body.error as { code: string }).code, 'method_not_allowed');
  });

  test(`${style}: live samples come one by one`, async (t) => {
    const { nginx } = await site(t, { style }, style === 'request-uri' ? ['--prefix', '/sysinfo'] : []);
    const response = await open(`${nginx.url}/performance/live`);
    t.after(() => response.destroy());
    assert.equal(response.headers['content-type'], 'text/event-stream');
    // The answer has no end: what arrives has not been kept back until there is more.
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) {
      text += chunk;
      if (/^data: \{.*\}$/m.test(text)) break;
    }
    assert.match(text, /^event: sample\ndata: \{"result":"succeeded"/m);
  });

  test(`${style}: only this machine's own address is let in, until one line lets in others`, async (t) => {
    const argv = style === 'request-uri' ? ['--prefix', '/sysinfo'] : [];
    const closed = await site(t, { style }, argv);
    const from = (nginx: Nginx, localAddress: string) =>
      open(`${nginx.url}/performance/recordings`, localAddress);
    assert.equal(await statusOf(from(closed.nginx, '127.0.0.1')), 200);
    assert.equal(await statusOf(from(closed.nginx, '127.0.0.2')), 403);
    assert.equal(await statusOf(open(`${closed.nginx.url}/performance/live`, '127.0.0.2')), 403);
    const opened = await site(
      t,
      {
        style,
        edit: {
          'sysinfo-agent-access.conf': (text) => text.replace('# allow 192.0.2.0/24;', 'allow 127.0.0.2;'),
        },
      },
      argv,
    );
    assert.equal(await statusOf(from(opened.nginx, '127.0.0.2')), 200);
    assert.equal(await statusOf(from(opened.nginx, '127.0.0.3')), 403);
  });
}

test('both styles lead to one agent at once', async (t) => {
  const agent = await startAgent(['--prefix', '/sysinfo']);
  t.after(() => agent.stop());
  for (const [style, prefix] of [
    ['request-uri', '/sysinfo'],
    ['path-info', '/old'],
  ] as const) {
    const nginx = await startNginx({ socket: agent.socket, style, prefix });
    t.after(() => nginx.stop());
    assert.equal((await json(`${nginx.url}/health`)).body.pid, agent.pid);
  }
});

test('one line gives the clients of the original agent their shape', async (t) => {
  const { nginx } = await site(t, {
    style: 'path-info',
    edit: {
      'sysinfo-agent-path-info.conf': (text) =>
        text.replace('# fastcgi_param QUERY_STRING', 'fastcgi_param QUERY_STRING'),
    },
  });
  for (const query of ['', '?units=bytes']) {
    const { body } = await json(`${nginx.url}/performance/real_time${query}`);
    assert.equal(body.result, 'succeeded');
    assert.ok('cpu' in body && 'memory' in body, Object.keys(body).join());
    assert.equal('system' in body, false);
  }
});

test('connections to the agent are kept and used again', async (t) => {
  const { agent, nginx } = await site(t, {}, ['--prefix', '/sysinfo']);
  for (let k = 0; k < 50; k++) await json(`${nginx.url}/health`);
  assert.equal(connectionsOf(agent), 1);
});

/** The connected sockets with the agent's path, of which each has an entry on the agent's side. */
function connectionsOf({ socket }: AgentProcess): number {
  const CONNECTED = '03';
  return readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((row) => row[5] === CONNECTED && row[7]?.startsWith(socket)).length;
}

async function open(url: string, localAddress?: string): Promise<IncomingMessage> {
  const request = get(url, { agent: false, ...(localAddress !== undefined && { localAddress }) });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

async function statusOf(opening: Promise<IncomingMessage>): Promise<number | undefined> {
  const response = await opening;
  response.destroy();
  return response.statusCode;
}
