/** The units by themselves, as far as systemd's own tools judge them without running. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connectFastcgi } from '../../src/server/fastcgi-client.ts';
import { isInstalled } from '../support/debian-root.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const skip = isInstalled('systemd-analyze') ? false : 'systemd-analyze is not installed';
const mostExposure = 2.0;

/** The units, with a program that is there in place of the one that the package installs. */
function units(t: TestContext, ...dropIns: readonly string[]): { service: string; socket: string } {
  const dir = temporaryDirectory(t);
  const [service, socket] = ['service', 'socket'].map((kind) => {
    const file = join(dir, `sysinfo-agent.${kind}`);
    const text = readFileSync(at(`scripts/deb/sysinfo-agent.${kind}`), 'utf8');
    const changed = text
      .replace('ExecStart=/usr/bin/sysinfo-agent', 'ExecStart=/bin/true')
      .replace(/^Documentation=.*\n/m, '');
    writeFileSync(file, [changed, ...dropIns].join('\n'));
    return file;
  });
  return { service: service ?? '', socket: socket ?? '' };
}

test('systemd finds nothing wrong with the units', { skip }, (t) => {
  const { service, socket } = units(t);
  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', service, socket], {
    encoding: 'utf8',
  });
  assert.deepEqual([status, stdout, stderr], [0, '', '']);
});

function exposure(unit: string): number {
  const argv = ['security', '--offline=true', '--no-pager', unit];
  const { stdout } = spawnSync('systemd-analyze', argv, { encoding: 'utf8' });
  return Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1] ?? Number.NaN);
}

test('the unit takes the restrictions that measuring allows', { skip }, (t) => {
  const own = exposure(units(t).service);
  assert.ok(own <= mostExposure, `exposure ${own}`);
  const drop = readFileSync(at('scripts/deb/examples/ptrace.conf'), 'utf8');
  assert.ok(exposure(units(t, drop).service) > own, 'the drop-in costs something');
});

test('a listening socket that systemd passes is served, and stays when the agent ends', async (t) => {
  if (!isInstalled('systemd-socket-activate')) return t.skip('systemd-socket-activate is not installed');
  const dir = temporaryDirectory(t);
  const socket = join(dir, 'activated.sock');
  const main = at('dist/cli/main.js');
  const argv = ['--listen', socket, process.execPath, main, 'serve', '--log-level', 'warn'];
  const activator = spawn('systemd-socket-activate', argv, { stdio: 'ignore' });
  t.after(async () => {
    activator.kill('SIGTERM');
    if (activator.exitCode === null && activator.signalCode === null) await once(activator, 'exit');
  });
  while (!existsSync(socket)) await sleep(20);
  // The agent is started by this connection, and this request waits for it.
  const client = await connectFastcgi({ path: socket });
  t.after(() => client.close());
  const answer = await client.request({ REQUEST_METHOD: 'GET', PATH_INFO: '/health', QUERY_STRING: '' });
  assert.equal(answer.status, 200);
  // systemd-socket-activate becomes the program that it starts.
  assert.equal(JSON.parse(answer.body.toString()).pid, activator.pid);
  activator.kill('SIGTERM');
  await once(activator, 'exit');
  assert.ok(existsSync(socket), 'it is not the agent that made it');
});
