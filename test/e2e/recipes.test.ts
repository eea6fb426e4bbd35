/** The recipes that open the agent to others, as they are shipped, read by a real nginx. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet, type RequestOptions } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAgent } from '../support/agent-process.ts';
import { type Nginx, startNginx } from '../support/nginx.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const recipe = (name: string): string =>
  readFileSync(new URL(`../../scripts/deb/examples/${name}`, import.meta.url), 'utf8');

const access = 'sysinfo-agent-access.conf';
const site = 'sysinfo-agent-site.conf';

async function behind(t: TestContext, file: string, content: string): Promise<Nginx> {
  const agent = await startAgent(['--prefix', '/sysinfo']);
  t.after(() => agent.stop());
  const nginx = await startNginx({ socket: agent.socket, edit: { [file]: () => content } });
  t.after(() => nginx.stop());
  return nginx;
}

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

async function ask(url: string, options: RequestOptions = {}): Promise<Answer> {
  const request = (url.startsWith('https') ? httpsGet : httpGet)(url, { agent: false, ...options });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}

const json = async (url: string) => JSON.parse((await ask(url)).body);

test('a subnet is let in, its neighbour is not', async (t) => {
  const content = recipe('nginx-subnet.conf').replace('192.0.2.0/24', '127.0.0.8/29');
  const nginx = await behind(t, access, content);
  const from = async (localAddress: string) => (await ask(`${nginx.url}/health`, { localAddress })).status;
  assert.deepEqual(
    [await from('127.0.0.1'), await from('127.0.0.9'), await from('127.0.0.17')],
    [200, 200, 403],
  );
});

test('a password opens the door to others, and this machine needs none', async (t) => {
  const dir = temporaryDirectory(t);
  chmodSync(dir, 0o755);
  const file = join(dir, 'htpasswd');
  const hash = execFileSync('openssl', ['passwd', '-apr1', 'secret'], { encoding: 'utf8' }).trim();
  writeFileSync(file, `tester:${hash}\n`);
  const content = recipe('nginx-password.conf').replaceAll('/etc/nginx/sysinfo-agent.htpasswd', file);
  const nginx = await behind(t, access, content);
  const url = `${nginx.url}/health`;
  const elsewhere = { localAddress: '127.0.0.9' };
  assert.equal((await ask(url)).status, 200);
  assert.equal((await ask(url, elsewhere)).status, 401);
  assert.equal((await ask(url, { ...elsewhere, auth: 'tester:wrong' })).status, 401);
  assert.equal((await ask(url, { ...elsewhere, auth: 'tester:secret' })).status, 200);
});

test('only a certificate that our authority signed is let in', async (t) => {
  const dir = temporaryDirectory(t);
  const path = (name: string) => join(dir, name);
  const openssl = (line: string) => execFileSync('openssl', line.split(' '), { cwd: dir, stdio: 'ignore' });
  const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  for (const name of ['server', 'authority', 'stranger']) {
    openssl(`req -x509 ${key} -keyout ${name}.key -out ${name}.crt -subj /CN=${name} -days 2`);
  }
  openssl(`req ${key} -keyout client.key -out client.csr -subj /CN=client`);
  openssl(
    'x509 -req -in client.csr -CA authority.crt -CAkey authority.key -CAcreateserial -out client.crt -days 2',
  );
  const content = recipe('nginx-tls-site.conf')
    .replace('listen 8443', 'listen 8080')
    .replace('/etc/nginx/sysinfo-agent.crt', path('server.crt'))
    .replace('/etc/nginx/sysinfo-agent.key', path('server.key'))
    .replace('/etc/nginx/sysinfo-agent-clients.crt', path('authority.crt'));
  const nginx = await behind(t, site, content);
  const url = `https://127.0.0.1:${nginx.port}/sysinfo/health`;
  const as = (name: string): RequestOptions => ({
    ca: readFileSync(path('server.crt')),
    servername: 'server',
    checkServerIdentity: () => undefined,
    cert: readFileSync(path(`${name}.crt`)),
    key: readFileSync(path(`${name}.key`)),
  });
  assert.equal((await ask(url, as('client'))).status, 200);
  assert.equal((await ask(url, as('stranger'))).status, 400);
  const { cert, key: _, ...without } = as('client');
  assert.equal((await ask(url, without)).status, 400);
});

const FLOOD_REQUESTS = 3000;
const FLOOD_CONNECTIONS = 24;
const SILENT_CONNECTIONS = 4;

test('behind the rate limit a flood and silent connections leave a recording untouched', async (t) => {
  const nginx = await behind(t, site, recipe('nginx-rate-limit-site.conf'));
  const start = await json(
    `${nginx.url}/performance/start_collecting?hash=flooded&duration=7&interval=0.1&server=nginx`,
  );
  assert.equal(start.samples, 70);

  const silent = Array.from({ length: SILENT_CONNECTIONS }, () => {
    const socket = connect(nginx.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET /sysinfo/health HTTP/1.1\r\nHost: localhost\r\n');
    return once(socket.resume(), 'close');
  });
  const statuses = new Map<number | undefined, number>();
  let left = FLOOD_REQUESTS;
  const flood = async () => {
    while (left-- > 0) {
      const { status } = await ask(`${nginx.url}/performance/real_time?history=60`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: FLOOD_CONNECTIONS }, flood));
  assert.ok((statuses.get(429) ?? 0) > FLOOD_REQUESTS / 2, JSON.stringify([...statuses]));
  assert.ok((statuses.get(200) ?? 0) > 0);
  assert.deepEqual([...statuses.keys()].toSorted(), [200, 429]);
  // nginx closes them itself, or this never ends.
  await Promise.all(silent);

  const other = { localAddress: '127.0.0.9' };
  const forbidden = await ask(`${nginx.url}/health`, other);
  assert.equal(forbidden.status, 403, 'the limit has not opened the door');
  const recordings = async () =>
    JSON.parse((await ask(`${nginx.url}/performance/recordings`)).body).recordings;
  for (let known = await recordings(); known[0].state !== 'finished'; known = await recordings()) {
    await sleep(200);
  }
  const { quality, timestamps } = await json(`${nginx.url}/performance/stop_collecting?hash=flooded`);
  assert.deepEqual([quality.planned, quality.taken, quality.missed], [70, 70, 0]);
  assert.equal(timestamps.length, 70);
  assert.ok(timestamps.every((time: number | null) => time !== null));
});
