import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { type AgentProcess, startAgent } from '../support/agent-process.ts';
import { startNginx } from '../support/nginx.ts';

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
  chmodSync(directory, 0o711);
  const nginx = await startNginx({ socket: join(directory, 'agent.sock') });
  const browsers: BrowserContext[] = [];
  let worker: AgentProcess | undefined;

  async function stopWorker(): Promise<void> {
    await worker?.stop();
    worker = undefined;
  }

  return {
    address: `${nginx.url}/`,
    directory,
    async startWorker() {
      worker = await startAgent(['--prefix', '/sysinfo'], { directory });
    },
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
      await nginx.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
