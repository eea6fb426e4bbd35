import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CHROMIUM = '/usr/bin/chromium';
/** Nothing asked of the network but what a page asks; no graphics card, no sandbox within a container. */
const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A worker behind an nginx with the shipped configuration, and a browser, all in a directory of their own. */
export interface PageScene {
  /** The page, with the slash at its end. */
  readonly address: string;
  readonly directory: string;
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
  /** A browser that has never been here. */
  openBrowser(options?: { offline?: boolean }): Promise<BrowserContext>;
  close(): Promise<void>;
}

export async function openPageScene(): Promise<PageScene> {
  const directory = mkdtempSync(join(tmpdir(), 'sysinfo-agent-page-'));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}/sysinfo/`;
  const socket = join(directory, 'agent.sock');
  const browsers: BrowserContext[] = [];
  const nginx = startNginx(directory, port, socket);
  let worker: ChildProcess | undefined;

  async function startWorker(): Promise<void> {
    const main = join(ROOT, 'src/cli/main.ts');
    const argv = ['--import', 'tsx', main, 'serve', '--socket', socket, '--prefix', '/sysinfo'];
    worker = spawn(process.execPath, argv, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
    await answers(`${address}health`, worker);
  }

  async function stopWorker(): Promise<void> {
    await end(worker);
    worker = undefined;
  }

  return {
    address,
    directory,
    startWorker,
    stopWorker,
    async openBrowser({ offline = false } = {}) {
      const browser = await chromium.launchPersistentContext(mkdtempSync(join(directory, 'browser-')), {
        executablePath: CHROMIUM,
        headless: true,
        args: CHROMIUM_ARGUMENTS,
        viewport: { width: 1280, height: 900 },
        locale: 'en-GB',
        timezoneId: 'Asia/Shanghai',
        acceptDownloads: true,
        offline,
      });
      browsers.push(browser);
      return browser;
    },
    async close() {
      for (const browser of browsers) await browser.close();
      await stopWorker();
      await end(nginx);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** nginx with the files of nginx/ as they are shipped; only its port and the socket's path are ours. */
function startNginx(directory: string, port: number, socket: string): ChildProcess {
  const snippets = join(directory, 'snippets');
  mkdirSync(snippets);
  for (const name of readdirSync(join(ROOT, 'nginx'))) {
    copyFileSync(join(ROOT, 'nginx', name), join(snippets, name));
  }
  copyFileSync(join(snippets, 'private-nginx.conf'), join(directory, 'private-nginx.conf'));
  const exchange = (from: string, to: string, what: RegExp, by: string) =>
    writeFileSync(to, readFileSync(from, 'utf8').replace(what, by));
  exchange(
    join(snippets, 'sysinfo-agent-site.conf'),
    join(directory, 'site.conf'),
    /listen 8080;/,
    `listen 127.0.0.1:${port};`,
  );
  const upstream = join(snippets, 'sysinfo-agent-upstream.conf');
  exchange(upstream, upstream, /unix:[^;]*;/, `unix:${socket};`);
  const asRoot = process.getuid?.() === 0 ? ['-g', 'user root;'] : [];
  const argv = ['-p', directory, '-c', join(directory, 'private-nginx.conf'), '-e', 'stderr', ...asRoot];
  // Its log tells of the worker that a test stops, and of nothing else.
  return spawn('/usr/sbin/nginx', argv, { stdio: 'ignore' });
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  server.close();
  await once(server, 'close');
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  return bound.port;
}

/** Resolves when the agent answers through nginx; rejects when it has ended instead. */
async function answers(address: string, worker: ChildProcess): Promise<void> {
  while (worker.exitCode === null) {
    const response = await fetch(address).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await delay(50);
  }
  throw new Error(`the worker ended with ${worker.exitCode}`);
}
