import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.ts';

const script = fileURLToPath(new URL('../../scripts/quickstart', import.meta.url));

interface Quickstart {
  /** The page's, with its slash. */
  readonly address: string;
  /** The curl lines it prints. */
  readonly curls: readonly string[];
  readonly output: () => string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** As the terminal does on Ctrl-C: to all that the script runs in the foreground. */
  interrupt(signal: NodeJS.Signals): void;
  /** The processes that work for it: they name its directory. */
  processes(): readonly number[];
  /** What is left of its files. */
  files(): readonly string[];
}

interface Circumstances {
  /** Programs of ours that it finds before those of the machine. */
  readonly commands?: Readonly<Record<string, string>>;
  readonly port?: string;
}

async function quickstart(t: TestContext, { commands = {}, port }: Circumstances = {}): Promise<Quickstart> {
  // The name holds what a shell or sed might stumble over.
  const directory = mkdtempSync(join(tmpdir(), "sysinfo quick & start's "));
  chmodSync(directory, 0o711);
  const temporary = join(directory, 'tmp');
  const bin = join(directory, 'bin');
  mkdirSync(temporary);
  mkdirSync(bin);
  for (const [name, text] of Object.entries(commands)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const child = spawn(script, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: directory,
      TMPDIR: temporary,
      PORT: port ?? String(await freePort()),
    },
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const interrupt = (signal: NodeJS.Signals) => process.kill(-(child.pid as number), signal);
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) interrupt('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true });
  });
  const isOver = ended.then(() => true);
  while (!output.includes('Ctrl-C ends it')) {
    const more = once(child.stdout, 'data').then(() => false);
    if (await Promise.race([more, isOver])) throw new Error(`quickstart ended:\n${output}`);
  }
  return {
    address: /^The agent answers at (\S+)/m.exec(output)?.[1] ?? '',
    curls: output.match(/(?<=^ {2})curl .*$/gm) ?? [],
    output: () => output,
    ended,
    interrupt,
    processes: () => processesNaming(temporary),
    files: () => readdirSync(temporary),
  };
}

function processesNaming(text: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
    } catch {
      return false; // It has ended meanwhile.
    }
  });
}

async function json(url: string): Promise<Record<string, unknown>> {
  return (await fetch(url)).json() as Promise<Record<string, unknown>>;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`it runs the agent behind nginx; its curl lines work; ${signal} ends both and leaves nothing`, async (t) => {
    const running = await quickstart(t);
    const page = await fetch(running.address);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('server') ?? '', /^nginx/);
    assert.match(await page.text(), /<html/);

    assert.equal(running.curls.length, 3);
    const answers = running.curls.map((line) => {
      const quiet = line.replace(/^curl /, 'curl --silent --show-error ');
      return JSON.parse(execFileSync('sh', ['-c', quiet], { encoding: 'utf8' }));
    });
    assert.deepEqual(
      answers.map(({ result }) => result),
      ['succeeded', 'succeeded', 'succeeded'],
    );
    assert.equal(answers[0].samples, 60);
    assert.ok(Array.isArray(answers[1].system.cpu.percent));
    assert.ok(Array.isArray(answers[2].process.cpu.percent), 'the recording has its service');

    const argvs = running.processes().map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    assert.ok(argvs.some((argv) => argv.includes('\0--max-semi-space-size=2\0')));
    running.interrupt(signal);
    assert.deepEqual(await running.ended, { code: 0, signal: null });
    assert.deepEqual(running.processes(), []);
    assert.deepEqual(running.files(), []);
    await assert.rejects(fetch(running.address));
  });
}

test('where its port is taken it takes the next free one', async (t) => {
  const first = new URL((await quickstart(t)).address);
  const second = new URL((await quickstart(t, { port: first.port })).address);
  assert.ok(Number(second.port) > Number(first.port), `${second.port} after ${first.port}`);
});

for (const which of ['agent', 'nginx'] as const) {
  test(`when the ${which} dies, it says so and ends the other`, async (t) => {
    const running = await quickstart(t);
    const { pid } = (await json(`${running.address}health`)) as { pid: number };
    const others = running.processes().filter((each) => each !== pid);
    process.kill(which === 'agent' ? pid : (others[0] as number), 'SIGKILL');
    assert.deepEqual(await running.ended, { code: 1, signal: null });
    assert.match(running.output(), new RegExp(`The ${which} has ended by itself`));
    await assert.rejects(fetch(running.address));
    assert.deepEqual(running.processes(), []);
    assert.deepEqual(running.files(), []);
  });
}

test('where nginx cannot be had it says so and serves plain HTTP', async (t) => {
  const running = await quickstart(t, { commands: { nginx: 'exit 127' } });
  assert.match(running.output(), /^nginx is not to be had here: the agent serves plain HTTP instead\.$/m);
  const response = await fetch(`${running.address}health`);
  assert.equal(response.headers.get('server'), null);
  assert.equal(((await response.json()) as { result: string }).result, 'succeeded');
  running.interrupt('SIGINT');
  assert.deepEqual(await running.ended, { code: 0, signal: null });
  assert.deepEqual(running.files(), []);
});

for (const [what, node, says] of [
  ['absent', 'exit 127', 'Node.js is missing: sysinfo-agent needs 20.19.0 or newer.'],
  ['too old', 'echo v18.20.4', 'Node.js v18.20.4 is too old: sysinfo-agent needs 20.19.0 or newer.'],
] as const) {
  test(`where Node is ${what} it explains that and stops`, async (t) => {
    // Asked for anything but its version, it is the real one.
    const command = `[ "$1" = --version ] || exec '${process.execPath}' "$@"\n${node}`;
    await assert.rejects(quickstart(t, { commands: { node: command } }), (error: Error) => {
      assert.ok(error.message.includes(says), error.message);
      assert.match(error.message, /apt-get install nodejs npm/);
      return true;
    });
  });
}
