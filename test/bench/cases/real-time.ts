import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNginx } from '../../support/nginx.ts';
import { startAgent } from '../harness/agent-worker.ts';
import type { BenchCase, BenchContext } from '../harness/bench-case.ts';
import { median, medianRatio } from '../harness/median.ts';
import { compileC, pythonSource } from '../harness/programs.ts';
import { digits } from '../harness/quantities.ts';

const CONNECTIONS = 16;

/** One responder behind an nginx of its own. */
interface Contender {
  readonly name: string;
  readonly url: string;
  readonly requestsPerSecond: number[];
  close(): Promise<void>;
}

export const realTime: BenchCase = {
  name: 'real-time',
  describe: `real_time through nginx, ${CONNECTIONS} connections`,
  async run(context) {
    const contenders: Contender[] = [];
    try {
      contenders.push(await ours(context));
      const bytes = Buffer.byteLength(await (await fetch((contenders[0] as Contender).url)).text());
      contenders.push(await minimalC(context, bytes), await psutilUnderUwsgi(context));
      const rounds = context.isQuick ? 3 : 7;
      for (let round = 0; round < rounds; round++) {
        for (let turn = 0; turn < contenders.length; turn++) {
          const contender = contenders[(turn + round) % contenders.length] as Contender;
          contender.requestsPerSecond.push(load(contender.url, context.isQuick ? 2 : 5));
        }
        context.say(`round ${round + 1} of ${rounds}`);
      }
      return resultOf(contenders, bytes);
    } finally {
      for (const contender of contenders) await contender.close();
    }
  },
};

async function ours({ directory }: BenchContext): Promise<Contender> {
  chmodSync(directory, 0o711);
  const group = process.getuid?.() === 0 ? ['--socket-group', 'www-data'] : [];
  const agent = await startAgent(directory, ['--prefix', '/sysinfo', ...group]);
  return behindNginx('sysinfo-agent, keep-alive', agent.socketPath, {}, () => agent.close());
}

/** libfcgi keeps no connection open by itself, and neither does nginx to it. */
const withoutKeepAlive = {
  'sysinfo-agent-upstream.conf': (text: string) => text.replace(/\n\s*keepalive 32;/, ''),
  'sysinfo-agent-fastcgi.conf': (text: string) =>
    text.replace('fastcgi_keep_conn on;', 'fastcgi_keep_conn off;'),
};

async function minimalC({ directory }: BenchContext, bytes: number): Promise<Contender> {
  const socket = join(directory, 'c.sock');
  const close = await startProgram(compileC('responder', ['fcgi']), [socket, String(bytes)], socket);
  return behindNginx('C responder, same size, no keep-alive', socket, withoutKeepAlive, close);
}

async function psutilUnderUwsgi({ directory }: BenchContext): Promise<Contender> {
  const socket = join(directory, 'uwsgi.sock');
  const argv = ['--plugin', 'python3', '--fastcgi-socket', socket, '--chmod-socket=666', '--master'];
  argv.push(
    '--processes',
    '1',
    '--disable-logging',
    '--die-on-term',
    '--wsgi-file',
    pythonSource('psutil_app'),
  );
  const close = await startProgram('uwsgi', argv, socket);
  return behindNginx('psutil under uwsgi', socket, withoutKeepAlive, close);
}

async function startProgram(
  command: string,
  argv: readonly string[],
  socket: string,
): Promise<() => Promise<void>> {
  const child = spawn(command, argv, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (!existsSync(socket) && child.exitCode === null) await sleep(20);
  if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}`);
  chmodSync(socket, 0o666);
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}

async function behindNginx(
  name: string,
  socket: string,
  edit: Readonly<Record<string, (text: string) => string>>,
  closeResponder: () => Promise<void>,
): Promise<Contender> {
  const nginx = await startNginx({ socket, edit }).catch(async (error: unknown) => {
    await closeResponder();
    throw error;
  });
  return {
    name,
    url: `${nginx.url}/performance/real_time`,
    requestsPerSecond: [],
    async close() {
      await nginx.stop();
      await closeResponder();
    },
  };
}

/** Requests a second; anything but success is an error of the bench. */
function load(url: string, seconds: number): number {
  const argv = ['-t2', `-c${CONNECTIONS}`, `-d${seconds}s`, url];
  const text = execFileSync('wrk', argv, { encoding: 'utf8' });
  if (/Non-2xx|Socket errors/.test(text)) throw new Error(`${url}:\n${text}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]);
}

function resultOf(contenders: readonly Contender[], bytes: number) {
  const [agent, c, psutil] = contenders as [Contender, Contender, Contender];
  const rate = ({ requestsPerSecond }: Contender): string => `${digits(median(requestsPerSecond))}/s`;
  const ratio = (other: Contender): number => medianRatio(agent.requestsPerSecond, other.requestsPerSecond);
  return {
    checks: [
      {
        what: 'real_time through nginx, to psutil under uwsgi',
        measured: `ours ${rate(agent)}, theirs ${rate(psutil)}`,
        value: ratio(psutil),
        unit: '×',
        target: { atLeast: 4 },
      },
      {
        what: 'real_time through nginx, to a minimal C responder',
        measured: `ours ${rate(agent)}, its ${rate(c)}`,
        value: ratio(c),
        unit: '×',
        target: { atLeast: 0.75 },
      },
    ],
    tables: [
      {
        title: `Requests a second, ${bytes} bytes each`,
        columns: ['', 'median', 'lowest', 'highest'],
        rows: contenders.map(({ name, requestsPerSecond }) => [
          name,
          digits(median(requestsPerSecond)),
          digits(Math.min(...requestsPerSecond)),
          digits(Math.max(...requestsPerSecond)),
        ]),
      },
    ],
    notes: ['wrk, two threads, on the same machine: nginx and wrk take their share of the cores.'],
  };
}
