import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

const shipped = fileURLToPath(new URL('../../nginx', import.meta.url));

/** Debian's nginx lies where only root's PATH leads. */
const path = `${process.env.PATH}:/usr/sbin`;

export interface NginxOptions {
  /** The agent's socket. */
  readonly socket: string;
  /** Which of the two shipped location files the site includes. */
  readonly style?: 'request-uri' | 'path-info';
  /** What stands in place of `/sysinfo`. */
  readonly prefix?: string;
  /** Changes that an admin would make: a file's name, and its text after. */
  readonly edit?: Readonly<Record<string, (text: string) => string>>;
}

export interface Nginx {
  readonly port: number;
  /** With the prefix, without a slash at its end. */
  readonly url: string;
  /** What it wrote to its error log so far. */
  errors(): string;
  stop(): Promise<void>;
}

/** A real nginx with the shipped files in a directory of its own, listening on a free loopback port. */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  for (;;) {
    const directory = mkdtempSync(join(tmpdir(), 'sysinfo-agent-nginx-'));
    const port = await freePort();
    writeFiles(directory, port, options);
    const nginx = launch(directory);
    if (await isListening(nginx.child, directory)) {
      return {
        port,
        url: `http://127.0.0.1:${port}${options.prefix ?? '/sysinfo'}`,
        errors: nginx.errors,
        async stop() {
          await end(nginx.child);
          rmSync(directory, { recursive: true });
        },
      };
    }
    rmSync(directory, { recursive: true });
    // Somebody took the port in between. Anything else is a mistake in the files.
    if (!nginx.errors().includes('Address already in use')) throw new Error(`nginx: ${nginx.errors()}`);
  }
}

/** Laid out as private-nginx.conf says; each exchange must find what it exchanges. */
function writeFiles(directory: string, port: number, options: NginxOptions): void {
  const { socket, style = 'request-uri', prefix = '/sysinfo', edit = {} } = options;
  // The worker processes run as another user, and pass through to the socket and the temporary files.
  chmodSync(directory, 0o711);
  const snippets = join(directory, 'snippets');
  mkdirSync(snippets);
  for (const name of readdirSync(shipped)) copyFileSync(join(shipped, name), join(snippets, name));
  const change = (name: string, how: (text: string) => string, to = join(snippets, name)) => {
    const text = readFileSync(join(snippets, name), 'utf8');
    const changed = how(text);
    if (changed === text) throw new Error(`${name} does not hold what the test wants to change`);
    writeFileSync(to, changed);
  };
  const locations = style === 'path-info' ? 'sysinfo-agent-path-info.conf' : 'sysinfo-agent.conf';
  for (const [name, how] of Object.entries(edit)) change(name, how);
  change('sysinfo-agent-upstream.conf', (text) => text.replace(/unix:[^;]+/, `unix:${socket}`));
  if (prefix !== '/sysinfo') {
    change(locations, (text) => text.replaceAll(/(?<=[ ^])\/sysinfo(?=[/ (])/g, prefix));
  }
  const listen = `listen 127.0.0.1:${port}`;
  change(
    'sysinfo-agent-site.conf',
    (text) =>
      text.replace('listen 8080', listen).replace('snippets/sysinfo-agent.conf', `snippets/${locations}`),
    join(directory, 'site.conf'),
  );
  copyFileSync(join(snippets, 'private-nginx.conf'), join(directory, 'private-nginx.conf'));
}

function launch(directory: string): { child: ChildProcess; errors(): string } {
  const asRoot = process.getuid?.() === 0 ? ['-g', 'user www-data;'] : [];
  const argv = ['-p', directory, '-c', join(directory, 'private-nginx.conf'), '-e', 'stderr', ...asRoot];
  const child = spawn('nginx', argv, { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: path } });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return { child, errors: () => errors };
}

/** nginx writes its pid once it listens; requests from then on wait for its workers. */
async function isListening(child: ChildProcess, directory: string): Promise<boolean> {
  const closed = once(child, 'close').then(() => false);
  const listening = (async () => {
    while (child.exitCode === null && !existsSync(join(directory, 'nginx.pid'))) await delay(10);
    return child.exitCode === null;
  })();
  return (await listening) || closed;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
