import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectFastcgi, type FastcgiClient } from '../../../src/server/fastcgi-client.ts';
import { engineFlags, ROOT } from './programs.ts';

/** A worker as a process of its own, asked over FastCGI as nginx would ask it. */
export interface AgentWorker {
  readonly pid: number;
  readonly socketPath: string;
  /** The answer's JSON. Throws when it is not a success. */
  ask(pathAndQuery: string): Promise<unknown>;
  connect(): Promise<FastcgiClient>;
  close(): Promise<void>;
}

const SHIPPED = join(ROOT, 'dist/cli/main.js');
const READY_WITHIN_MS = 10_000;

/** Starts the agent that `npm run build` made, as it is shipped. */
export function startAgent(directory: string, options: readonly string[] = []): Promise<AgentWorker> {
  const socketPath = join(directory, 'agent.sock');
  const args = [
    ...engineFlags(),
    SHIPPED,
    'serve',
    '--socket',
    socketPath,
    '--log-level',
    'warn',
    ...options,
  ];
  return startWorker(args, socketPath);
}

/** Starts any program that serves the agent's routes on the socket. */
export async function startWorker(args: readonly string[], socketPath: string): Promise<AgentWorker> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = once(child, 'close');
  let client = await connectWhenReady(socketPath, () => child.exitCode !== null);
  return {
    pid: child.pid as number,
    socketPath,
    connect: () => connectFastcgi({ path: socketPath }),
    async ask(pathAndQuery) {
      // The worker hangs up after two minutes of silence.
      if (client.socket.destroyed) client = await connectFastcgi({ path: socketPath });
      return ask(client, pathAndQuery);
    },
    async close() {
      client.close();
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The answer's JSON. Throws when it is not a success. */
export async function ask(client: FastcgiClient, pathAndQuery: string): Promise<unknown> {
  const answer = await client.request(paramsOf(pathAndQuery), { keepAlive: true });
  const text = answer.body.toString();
  if (answer.status !== 200) throw new Error(`${pathAndQuery} was answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** What nginx sends for a GET, with the path in PATH_INFO. */
export function paramsOf(pathAndQuery: string): Record<string, string> {
  const [path = '', query = ''] = pathAndQuery.split('?');
  return {
    QUERY_STRING: query,
    REQUEST_METHOD: 'GET',
    SCRIPT_NAME: path,
    REQUEST_URI: pathAndQuery,
    SERVER_PROTOCOL: 'HTTP/1.1',
    PATH_INFO: path,
  };
}

async function connectWhenReady(path: string, hasEnded: () => boolean): Promise<FastcgiClient> {
  const untilMs = performance.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      return await connectFastcgi({ path });
    } catch (error) {
      if (hasEnded() || performance.now() > untilMs) throw error;
      await sleep(20);
    }
  }
}
