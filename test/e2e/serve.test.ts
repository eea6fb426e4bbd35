import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { connectFastcgi } from '../../src/server/fastcgi-client.ts';
import { type AgentOptions, type AgentProcess, runCli, startAgent } from '../support/agent-process.ts';
import { getParams, jsonOf } from '../support/fastcgi-worker.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

async function agentOf(
  t: TestContext,
  argv: readonly string[] = [],
  options: AgentOptions = {},
): Promise<AgentProcess> {
  const agent = await startAgent(argv, options);
  t.after(() => agent.stop());
  return agent;
}

async function ask(socket: string, path: string, query = ''): Promise<Record<string, unknown>> {
  const client = await connectFastcgi({ path: socket });
  const answer = await client.request(getParams(path, { QUERY_STRING: query })).finally(() => client.close());
  return jsonOf(answer) as Record<string, unknown>;
}

test('the agent says where it is ready, and answers there', async (t) => {
  const agent = await agentOf(t);
  assert.deepEqual(agent.ready.endpoints, [`fastcgi ${agent.socket}`]);
  assert.equal(typeof agent.ready.readyMs, 'number');
  assert.equal((await ask(agent.socket, '/health')).result, 'succeeded');
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${signal} ends it with status 0, and its socket is gone`, async (t) => {
    const agent = await agentOf(t);
    agent.signal(signal);
    const { code, signal: endedBy, stderr } = await agent.ended;
    assert.deepEqual({ code, endedBy, stderr }, { code: 0, endedBy: null, stderr: '' });
    assert.deepEqual(
      agent
        .log()
        .slice(-2)
        .map(({ msg }) => msg),
      ['stopping', 'stopped'],
    );
    assert.equal(existsSync(agent.socket), false);
  });
}

test('an idle connection does not keep it from ending', async (t) => {
  const agent = await agentOf(t);
  const idle = connect(agent.socket);
  t.after(() => idle.destroy());
  await once(idle, 'connect');
  agent.signal('SIGTERM');
  assert.equal((await agent.ended).code, 0);
});

test('a second signal ends it at once', async (t) => {
  const agent = await agentOf(t);
  // The server still waits for the rest of a request when the first signal comes.
  const half = connect(agent.socket);
  t.after(() => half.destroy());
  half.on('error', () => half.destroy());
  await once(half, 'connect');
  half.write(Buffer.from([1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
  await ask(agent.socket, '/health');
  agent.signal('SIGTERM');
  await socketGone(agent);
  agent.signal('SIGTERM');
  const { code } = await agent.ended;
  assert.equal(code, 143);
  assert.ok(!agent.log().some(({ msg }) => msg === 'stopped'));
});

async function socketGone({ socket }: AgentProcess): Promise<void> {
  while (existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('a socket that another agent serves is refused with its path, and goes on being served', async (t) => {
  const agent = await agentOf(t);
  const { code, stdout, stderr } = await runCli(['serve', '--socket', agent.socket]);
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.equal(stderr, `sysinfo-agent: Another agent already serves the socket ${agent.socket}.\n`);
  assert.equal((await ask(agent.socket, '/health')).result, 'succeeded');
});

test('the socket of an agent that was killed is replaced', async (t) => {
  const directory = temporaryDirectory(t);
  const killed = await agentOf(t, [], { directory });
  killed.signal('SIGKILL');
  await killed.ended;
  assert.ok(existsSync(killed.socket), 'the stale socket lies there');
  const agent = await agentOf(t, [], { directory });
  assert.equal((await ask(agent.socket, '/health')).pid, agent.pid);
});

test('the socket has the mode and the group that were asked for', async (t) => {
  const group = process.getgid?.() ?? 0;
  const agent = await agentOf(t, ['--socket-mode', '0600', '--socket-group', String(group)]);
  const { mode, gid } = statSync(agent.socket);
  assert.equal(mode & 0o777, 0o600);
  assert.equal(gid, group);
});

test('one agent serves a socket, TCP and HTTP together', async (t) => {
  const agent = await agentOf(t, ['--tcp', '127.0.0.1:0', '--http', '127.0.0.1:0']);
  const [unix, tcp, http] = agent.ready.endpoints as string[];
  assert.equal(unix, `fastcgi ${agent.socket}`);
  const [, port] = /^fastcgi 127\.0\.0\.1:(\d+)$/.exec(tcp ?? '') ?? [];
  const client = await connectFastcgi({ host: '127.0.0.1', port: Number(port) });
  t.after(() => client.close());
  const answer = (await client.request(getParams('/health'))) as { body: Buffer };
  assert.equal((jsonOf(answer) as { pid: number }).pid, agent.pid);
  const page = await fetch(new URL('health', http));
  assert.equal(((await page.json()) as { pid: number }).pid, agent.pid);
});

test('a TCP port that is taken ends it with one line, and leaves no socket behind', async (t) => {
  const first = await agentOf(t, ['--http', '127.0.0.1:0']);
  const [, url] = first.ready.endpoints as string[];
  const directory = temporaryDirectory(t);
  const socket = join(directory, 'agent.sock');
  const { code, stderr } = await runCli(['serve', '--socket', socket, '--http', new URL(url ?? '').host]);
  assert.equal(code, 1);
  assert.match(stderr, /^sysinfo-agent: Another program already listens at http:\/\/127\.0\.0\.1:\d+\/\.\n$/);
  assert.deepEqual(readdirSync(directory), []);
});

test('a mistake in the options ends it with status 2 and one line', async (t) => {
  const wrong: readonly (readonly [
    argv: readonly string[],
    environment: Record<string, string>,
    line: RegExp,
  ])[] = [
    [
      ['--retain', 'x'],
      {},
      /^sysinfo-agent: --retain takes seconds, .*; got "x" on the command line \(see .*--help\)\n$/,
    ],
    [
      ['--sokcet', '/x'],
      {},
      /^sysinfo-agent: unknown option --sokcet; did you mean --socket\? \(see .*\)\n$/,
    ],
    [
      [],
      { SYSINFO_AGENT_TCP: '9000' },
      /^sysinfo-agent: --tcp takes host:port, .*; got "9000" in SYSINFO_AGENT_TCP \(/,
    ],
    [
      ['--config', '/nowhere.json'],
      {},
      /^sysinfo-agent: --config takes .*; got \/nowhere\.json: ENOENT.*\n$/,
    ],
    [
      ['--procfs', '/nowhere'],
      {},
      /^sysinfo-agent: --procfs takes where procfs is mounted; there is no \/nowhere\/stat/,
    ],
    [
      ['now'],
      {},
      /^sysinfo-agent: serve takes options only; got "now" \(see sysinfo-agent serve --help\)\n$/,
    ],
  ];
  for (const [argv, environment, line] of wrong) {
    await t.test(`${argv.join(' ')} ${JSON.stringify(environment)}`, async () => {
      const { code, stdout, stderr } = await runCli(['serve', ...argv], { environment });
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, line);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    });
  }
});

test('options come from the file, the environment and the command line, the last winning', async (t) => {
  const directory = temporaryDirectory(t);
  const config = join(directory, 'config.json');
  writeFileSync(config, JSON.stringify({ 'max-duration': 10, 'min-interval': 1, 'legacy-status': true }));
  const environment = { SYSINFO_AGENT_CONFIG: config, SYSINFO_AGENT_MAX_DURATION: '20' };
  const agent = await agentOf(t, ['--min-interval', '2s'], { environment });
  const start = (duration: number, interval: number) =>
    ask(
      agent.socket,
      '/performance/start_collecting',
      `hash=h${duration}&duration=${duration}&interval=${interval}`,
    );
  assert.equal((await start(20, 2)).result, 'succeeded');
  assert.match(JSON.stringify(await start(21, 2)), /"parameter":"duration"/);
  assert.match(JSON.stringify(await start(20, 1)), /"parameter":"interval"/);
});

test('a reader of its log that goes away does not end it', async (t) => {
  const agent = await agentOf(t);
  agent.closeStdout();
  // Each start is a line that cannot be written any more.
  for (const hash of ['a', 'b', 'c']) {
    const answer = await ask(
      agent.socket,
      '/performance/start_collecting',
      `hash=${hash}&duration=1&interval=1`,
    );
    assert.equal(answer.result, 'succeeded');
  }
  agent.signal('SIGTERM');
  const { code, stderr } = await agent.ended;
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
});

test('without a command it shows its help and ends with status 2; --help and --version end with 0', async () => {
  const bare = await runCli([]);
  assert.equal(bare.code, 2);
  assert.match(bare.stderr, /sysinfo-agent serve +Run the agent/);
  const help = await runCli(['serve', '--help']);
  assert.equal(help.code, 0);
  assert.match(help.stdout, /--max-memory +Memory that the samples .* \[default: 256M\]/);
  assert.match((await runCli(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
  const unknown = await runCli(['srve']);
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /^sysinfo-agent: unknown command: srve \(see sysinfo-agent --help\)\n$/);
});
