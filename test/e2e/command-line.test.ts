/** The commands for people, as they are built, against real agents at a socket and behind nginx. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { exitStatus } from '../../src/cli/exit-status.ts';
import { type AgentProcess, runCli, startAgent } from '../support/agent-process.ts';
import { startNginx } from '../support/nginx.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

async function agentOf(t: TestContext, argv: readonly string[] = []): Promise<AgentProcess> {
  const agent = await startAgent(argv);
  t.after(() => agent.stop());
  return agent;
}

test('record runs a command, passes its status on and keeps the recording in each format', async (t) => {
  const { socket } = await agentOf(t);
  const dir = temporaryDirectory(t);
  const record = (out: string, ...more: readonly string[]) =>
    runCli(['record', '--socket', socket, '--interval', '0.1', '--out', join(dir, out), ...more]);

  const loud = await record('run.json', '--server', 'sleep', '--', 'sh', '-c', 'sleep 1; exit 7');
  assert.deepEqual([loud.code, loud.stderr], [7, '']);
  assert.match(loud.stdout, /^ {2}CPU +[\d.]+% +[\d.]+% +[\d.]+% +[\d.]+%$/m);
  const answer = JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8'));
  assert.equal(answer.units.memory, 'bytes');
  assert.ok(answer.timestamps.length >= 8);
  assert.ok(Math.max(...answer.process.count) >= 1);

  assert.equal((await record('run.csv', '--duration', '0.3')).code, 0);
  const [head = '', ...rows] = readFileSync(join(dir, 'run.csv'), 'utf8').trimEnd().split('\r\n');
  assert.equal(rows.length, 3);
  assert.ok(head.startsWith('time,elapsed_seconds,system.cpu.percent'));

  assert.equal((await record('run.html', '--', 'true')).code, 0);
  const html = readFileSync(join(dir, 'run.html'), 'utf8');
  assert.match(html, /^<!doctype html>/);
  assert.doesNotMatch(html, /<(?:script|link)[^>]+(?:src|href)=/);
});

test('record passes on what the command cannot do', async (t) => {
  const { socket } = await agentOf(t);
  const status = async (...command: readonly string[]) =>
    (await runCli(['record', '--socket', socket, '--', ...command])).code;
  assert.equal(await status('/no/such/program'), exitStatus.commandNotFound);
  assert.equal(await status('/etc/passwd'), exitStatus.commandNotRunnable);
  assert.equal(await status('sh', '-c', 'kill -TERM $$'), 128 + 15);
});

test('record asks several agents at once, and each recording has a file of its own', async (t) => {
  const dir = temporaryDirectory(t);
  const urls: string[] = [];
  for (const prefix of ['/one', '/two']) {
    const agent = await agentOf(t, ['--prefix', prefix]);
    const nginx = await startNginx({ socket: agent.socket, prefix });
    t.after(() => nginx.stop());
    urls.push(nginx.url);
  }
  const given = urls.flatMap((url) => ['--url', url]);
  const { code, stdout } = await runCli([
    'record',
    ...given,
    '--out',
    join(dir, 'run.json'),
    '--',
    'sleep',
    '0.2',
  ]);
  assert.equal(code, 0);
  for (const url of urls) {
    const file = join(dir, `run.${url.replace('http://', '').replaceAll(/[:/]/g, '-')}.json`);
    assert.ok(existsSync(file), stdout);
    assert.match(stdout, new RegExp(`^${url} {2}[0-9a-f]{32}$`, 'm'));
  }
});

test('record starts nowhere when it cannot start everywhere', async (t) => {
  const agent = await agentOf(t, ['--prefix', '/sysinfo']);
  const nginx = await startNginx({ socket: agent.socket });
  t.after(() => nginx.stop());
  const given = ['--url', nginx.url, '--url', `${nginx.url}/nothing/there`];
  const { code, stderr } = await runCli(['record', ...given, '--', 'sleep', '60']);
  assert.equal(code, exitStatus.failed);
  assert.match(stderr, /nothing\/there/);
  const { recordings } = JSON.parse((await runCli(['list', '--url', nginx.url, '--json'])).stdout);
  assert.deepEqual(
    recordings.map(({ state }: { state: string }) => state),
    ['finished'],
  );
});

test('start, list, match, stop', async (t) => {
  const { socket, pid } = await agentOf(t);
  const cli = (...argv: readonly string[]) => runCli([...argv, '--socket', socket]);
  const started = await cli('start', '--duration', '1m', '--server', `pid:${pid}`, '--interval', '100ms');
  assert.equal(started.code, 0);
  const hash = started.stdout.trim();
  assert.match(hash, /^[0-9a-f]{32}$/);
  assert.match((await cli('list')).stdout, new RegExp(`^${hash} +running .* pid:${pid}$`, 'm'));
  const matched = await cli('match', `pid:${pid}`);
  assert.match(matched.stdout, new RegExp(`^ *${pid} `, 'm'));
  assert.match(matched.stderr, /agent itself/);
  assert.match((await cli('stop', hash)).stdout, /memory resident/);
  const unknown = await cli('stop', 'nobody-knows');
  assert.deepEqual([unknown.code, unknown.stdout], [exitStatus.failed, '']);
  assert.match(unknown.stderr, /^sysinfo-agent: .*nobody-knows.*\n$/);
});

test('real-time shows the machine once, and as JSON', async (t) => {
  const { socket } = await agentOf(t);
  const once = await runCli(['real-time', '--socket', socket]);
  assert.match(once.stdout, /^CPU +[█▏▎▍▌▋▊▉·]+ +[\d.]+%$/m);
  const json = await runCli(['real-time', '--json', '--socket', socket]);
  assert.equal(JSON.parse(json.stdout).result, 'succeeded');
});

test('each way to go wrong has its status and one line', async (t) => {
  const dir = temporaryDirectory(t);
  const nobody = join(dir, 'nobody.sock');
  const cases: readonly (readonly [status: number, argv: readonly string[]])[] = [
    [exitStatus.unreachable, ['list', '--socket', nobody]],
    [exitStatus.usage, ['list', '--url', 'ftp://x/']],
    [exitStatus.usage, ['list', '--url', 'http://a/', '--socket', nobody]],
    [exitStatus.usage, ['list', '--surl', 'http://a/']],
    [exitStatus.usage, ['record', '--socket', nobody]],
    [exitStatus.usage, ['record', '--out', 'run.txt', '--', 'true']],
    [exitStatus.usage, ['record', '--interval', 'soon', '--', 'true']],
    [exitStatus.usage, ['start']],
    [exitStatus.usage, ['lits']],
  ];
  for (const [status, argv] of cases) {
    const { code, stdout, stderr } = await runCli(argv);
    assert.deepEqual([code, stdout], [status, ''], argv.join(' '));
    assert.match(stderr, /^sysinfo-agent: [^\n]+\n$/, argv.join(' '));
  }
});

interface Findings {
  readonly well: boolean;
  readonly findings: readonly { check: string; status: string; message: string }[];
}

async function doctor(...argv: readonly string[]): Promise<{ code: number | null; problems: string[] }> {
  const { code, stdout } = await runCli(['doctor', '--json', ...argv]);
  const { well, findings } = JSON.parse(stdout) as Findings;
  assert.equal(code, well ? exitStatus.done : exitStatus.failed);
  return { code, problems: findings.filter(({ status }) => status === 'problem').map(({ check }) => check) };
}

test('the doctor finds nothing wrong with an agent that is right', async (t) => {
  const agent = await agentOf(t, ['--prefix', '/sysinfo']);
  const nginx = await startNginx({ socket: agent.socket });
  t.after(() => nginx.stop());
  assert.deepEqual(await doctor('--socket', agent.socket, '--url', nginx.url), { code: 0, problems: [] });
});

test('the doctor finds the wrong prefix, the missing agent and the wrong one', async (t) => {
  const agent = await agentOf(t, ['--prefix', '/other']);
  const nginx = await startNginx({ socket: agent.socket });
  t.after(() => nginx.stop());
  const wrongPrefix = await doctor('--socket', agent.socket, '--url', nginx.url);
  assert.deepEqual(wrongPrefix.problems, ['nginx']);

  const dir = temporaryDirectory(t);
  chmodSync(dir, 0o711);
  const nobody = await doctor('--socket', join(dir, 'nobody.sock'), '--url', nginx.url);
  assert.deepEqual(nobody.problems, ['socket', 'agent', 'nginx']);

  const another = await agentOf(t);
  const crossed = await doctor(
    '--socket',
    another.socket,
    '--url',
    `${nginx.url.replace('/sysinfo', '')}/sysinfo`,
  );
  assert.deepEqual(crossed.problems, ['nginx']);
});

test('the doctor tells a program that is no agent from one that is', async (t) => {
  const socket = join(temporaryDirectory(t), 'other.sock');
  const server = createServer((connection) => connection.end('SSH-2.0-x\r\n'));
  server.listen(socket);
  await once(server, 'listening');
  t.after(() => server.close());
  const { problems } = await doctor('--socket', socket, '--url', 'http://127.0.0.1:1/');
  assert.ok(problems.includes('agent'), problems.join());
});
