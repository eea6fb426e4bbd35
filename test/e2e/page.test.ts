import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { BrowserContext, Download, Page } from 'playwright-core';
import type { RecordingAnswer, RecordingSummary } from '../../src/web/api/answer.ts';
import { openPageScene, type PageScene } from './page-scene.ts';

/** A program's name as an attacker would choose it. The kernel cuts it at 15 characters; the file keeps it. */
const HOSTILE = '<img src=x onerror=alert(1)>';

let scene: PageScene;
let browser: BrowserContext;
let program: ChildProcess;
/** What a browser complains of: script errors, refused loads, violations of the page's policy. */
const complaints: string[] = [];

before(async () => {
  scene = await openPageScene();
  await scene.startWorker();
  browser = await scene.openBrowser();
  const path = join(scene.directory, HOSTILE);
  copyFileSync('/bin/sleep', path);
  program = spawn(path, ['3600'], { stdio: 'ignore' });
});

after(async () => {
  program?.kill();
  await scene?.close();
});

/** A new tab at a view of the page. */
async function open(fragment = '#/', context = browser): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(scene.address + fragment);
  return page;
}

async function ask<Answer>(path: string): Promise<Answer> {
  const response = await fetch(`${scene.address}performance/${path}`);
  return (await response.json()) as Answer;
}

async function known(hash: string): Promise<RecordingSummary | undefined> {
  const { recordings } = await ask<{ recordings: RecordingSummary[] }>('recordings');
  return recordings.find((recording) => recording.hash === hash);
}

/** A recording that has ended by itself. */
async function record(hash: string, seconds: number): Promise<void> {
  const server = encodeURIComponent(HOSTILE);
  await ask(`start_collecting?hash=${hash}&duration=${seconds}&interval=0.2&server=${server}`);
  while ((await known(hash))?.state !== 'finished') await delay(100);
}

const firstChart = (page: Page) => page.locator('.chart-keys').first();
const sampleCount = async (page: Page) => Number(await firstChart(page).getAttribute('aria-valuemax'));

test('the live view opens full of history, and moves', async () => {
  const page = await open();
  await page.locator('.status-live').waitFor();
  assert.ok((await page.locator('.chart canvas').count()) >= 8);
  const before = await sampleCount(page);
  await page.waitForFunction(
    (count) => Number(document.querySelector('.chart-keys')?.getAttribute('aria-valuemax')) >= count + 2,
    before,
  );
  const second = await open();
  await second.locator('.status-live').waitFor();
  assert.ok((await sampleCount(second)) > before, 'a page opened later begins with what was before it');
  assert.match((await page.locator('.vital').first().textContent()) ?? '', /\d%/);
  await second.close();
  await page.close();
});

test('a drag zooms all charts, double click and keys do what they say, the table stands behind', async () => {
  const page = await open();
  await page.locator('.status-live').waitFor();
  const over = page.locator('.u-over').first();
  const box = await over.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, box.y + 20, { steps: 4 });
  await page.mouse.up();
  const reset = page.getByRole('button', { name: 'Reset zoom' });
  await reset.waitFor();
  await reset.click();
  await reset.waitFor({ state: 'detached' });
  const slider = firstChart(page);
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(() =>
    /^\d\d:\d\d:\d\d: Busy/.test(document.querySelector('.chart-keys')?.getAttribute('aria-valuetext') ?? ''),
  );
  const times = await page.locator('.chart-time').allInnerTexts();
  assert.equal(new Set(times.filter((time) => time !== '')).size, 1, 'one cursor for all charts');
  await page.keyboard.press('+');
  await reset.waitFor();
  await page.keyboard.press('Escape');
  await reset.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'CPU: Show as a table' }).click();
  assert.ok((await page.locator('.chart table tbody tr').count()) >= 1);
  await page.close();
});

test('a tab in the background closes its stream; looked at again, it fills up from history', async () => {
  const page = await open();
  await page.locator('.status-live').waitFor();
  // As text: what tsx makes of a function's name is not known in the page.
  const hide = (hidden: boolean) =>
    page.evaluate(`
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} });
      document.dispatchEvent(new Event('visibilitychange'));
    `);
  const closed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/performance/live'));
  await hide(true);
  await closed;
  const filled = page.waitForRequest(/real_time\?history=/);
  const opened = page.waitForRequest(/performance\/live$/);
  await hide(false);
  await filled;
  await opened;
  await page.locator('.status-live').waitFor();
  await page.close();
});

test('record a program with a hostile name, watch it, stop it, read it', async () => {
  const page = await open('#/record');
  await page.getByLabel('Service', { exact: true }).fill(HOSTILE);
  await page.getByText('1 process matches').waitFor();
  assert.equal(await page.locator('.match tbody td').first().textContent(), String(program.pid));
  await page.getByLabel('Duration').fill('5m');
  await page.getByLabel('Interval').fill('0.2');
  const curl = (await page.locator('.copy-line code').first().textContent()) ?? '';
  const hash = /hash=([0-9a-f]{32})&duration=300&interval=0\.2/.exec(curl)?.[1] ?? '';
  assert.notEqual(hash, '', curl);
  await page.getByRole('button', { name: 'Start recording' }).click();
  const card = page.locator('.running-card', { hasText: hash });
  await card.getByText('left').waitFor();
  await card.locator('canvas').first().waitFor();
  assert.equal(await card.locator('h3').first().textContent(), HOSTILE);
  assert.equal((await known(hash))?.fetched, false, 'looking at a recording fetches nothing');
  await card.getByRole('link', { name: 'Open' }).click();
  await page.locator('h1', { hasText: HOSTILE }).waitFor();
  const samples = await sampleCount(page);
  await page.waitForFunction(
    (count) => Number(document.querySelector('.chart-keys')?.getAttribute('aria-valuemax')) > count,
    samples,
  );
  await page.getByRole('button', { name: 'Stop now' }).click();
  await page.getByText('Finished').waitFor();
  assert.equal((await known(hash))?.state, 'finished');
  await page.getByText('stopped early').waitFor();
  const rows = page.locator('table', { hasText: 'Resident memory' }).locator('tbody tr');
  assert.match((await rows.first().textContent()) ?? '', /Busy/);
  const life = page.locator('table', { hasText: 'Peak resident' }).locator('tbody tr');
  assert.match((await life.first().textContent()) ?? '', new RegExp(`${program.pid}\\s*<img src=x`));
  assert.equal(await page.locator('img').count(), 0);
  await page.getByRole('button', { name: 'Start again' }).click();
  assert.equal(await page.getByLabel('Service', { exact: true }).inputValue(), HOSTILE);
  assert.equal(await page.getByLabel('Duration').inputValue(), '300');
  await page.close();
});

test('each download is what it says, and the HTML file opens from disk without a network', async () => {
  await record('kept', 2);
  const page = await open('#/recording/kept');
  const take = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Download: ${name}` }).click(),
    ]);
    return download as Download;
  };
  const text = async (download: Download) => readFileSync(await download.path(), 'utf8');
  const json = await take('JSON');
  assert.match(json.suggestedFilename(), /^[\w-]+-img-src-x-onerror-alert-1-[\dT-]+Z\.json$/);
  const answer = JSON.parse(await text(json)) as RecordingAnswer;
  assert.equal(answer.server, HOSTILE);
  assert.equal(answer.timestamps.length, 10);
  const csv = (await text(await take('CSV'))).trimEnd().split('\r\n');
  assert.equal(csv.length, 11);
  const columns = csv[0]?.split(',') ?? [];
  assert.ok(columns.includes('process.memory.used') && columns.includes('system.io.writeSize'));
  const resident = csv[10]?.split(',')[columns.indexOf('process.memory.used')];
  assert.equal(Number(resident), answer.process?.memory.used[9]);
  const html = await take('HTML report');
  const file = join(scene.directory, html.suggestedFilename());
  await html.saveAs(file);
  await page.close();
  await readFromDisk(file);
  assert.equal((await known('kept'))?.fetched, false, 'reading and keeping it fetched nothing');
});

async function readFromDisk(file: string): Promise<void> {
  const offline = await scene.openBrowser({ offline: true });
  const page = await offline.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(pathToFileURL(file).href);
  await page.locator('h1', { hasText: HOSTILE }).waitFor();
  assert.ok((await page.locator('.chart canvas').count()) >= 10);
  const painted = await page
    .locator('.chart canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return pixels.some((value) => value !== 0);
    });
  assert.ok(painted, 'its charts are drawn');
  assert.deepEqual(
    asked.filter((address) => !/^(file|data|blob):/.test(address)),
    [],
  );
  assert.equal(await page.locator('img').count(), 0);
  await page.getByLabel('Language').selectOption('zh');
  await page.getByText('可信程度').waitFor();
  await offline.close();
}

test('two recordings are laid over each other and subtracted', async () => {
  await record('first', 1);
  await record('second', 2);
  const page = await open('#/recordings');
  await page.getByRole('checkbox', { name: /first/ }).check();
  await page.getByRole('checkbox', { name: /second/ }).check();
  await page.getByRole('link', { name: 'Compare the two' }).click();
  await page.locator('.differences').first().waitFor();
  assert.match(page.url(), /#\/compare\/first\/second$/);
  const memory = page.locator('.differences tr', { hasText: 'Used' }).first();
  assert.match((await memory.textContent()) ?? '', /GB|MB/);
  assert.match((await memory.textContent()) ?? '', /→/);
  assert.ok((await page.locator('.chart canvas').count()) >= 4);
  await page.close();
});

test('language and theme are chosen, applied and remembered', async () => {
  const page = await open();
  await page.getByLabel('Language').selectOption('zh');
  await page.getByRole('link', { name: '录制列表' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-Hans');
  await page.getByLabel('配色').selectOption('dark');
  await page.reload();
  await page.getByRole('link', { name: '录制列表' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  await page.locator('.zone', { hasText: 'Asia/Shanghai (UTC+08:00)' }).waitFor();
  await page.getByLabel('语言').selectOption('en');
  await page.getByLabel('Colours').selectOption('auto');
  await page.close();
});

test('a lost worker is said to be lost, and back when it is back; the time between is a gap', async () => {
  const page = await open();
  await page.locator('.status-live').waitFor();
  const quiet = complaints.length;
  await scene.stopWorker();
  await page.getByText('Connection lost.').waitFor();
  // Longer than two samples are apart, or there would be no gap to see.
  await delay(3000);
  await scene.startWorker();
  await page.locator('.status-live').waitFor();
  await page.getByText('Connection lost.').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'CPU: Show as a table' }).click();
  await page.waitForFunction(() => {
    const rows = [...document.querySelectorAll('.chart table tbody tr')];
    const known = rows.map((row) => [...row.querySelectorAll('td')].some((cell) => cell.textContent !== '–'));
    // Values, then none, then values again.
    return /true,(false,)+true/.test(known.join());
  });
  // Failed loads are what this test makes.
  complaints.splice(
    quiet,
    complaints.length,
    ...complaints.slice(quiet).filter((text) => !/Failed to load|net::ERR/.test(text)),
  );
  await page.close();
});

test('each view, in both themes and at each size: nothing for axe to find, nothing sideways', async () => {
  await record('one', 1);
  await record('two', 1);
  await ask('start_collecting?hash=running&duration=600&interval=1');
  const views = [
    '#/',
    '#/record',
    '#/recordings',
    '#/recording/one',
    '#/compare/one/two',
    '#/recording/unknown',
  ];
  const quiet = complaints.length;
  for (const view of views) {
    const page = await open(view);
    await page.locator('.chart canvas, form, table, .state').first().waitFor();
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.locator(`html[data-theme=${theme}]`).waitFor({ state: 'attached' });
      assert.deepEqual(await violations(page), [], `${view} ${theme}`);
    }
    for (const width of [360, 1280, 2560]) {
      await page.setViewportSize({ width, height: 900 });
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(beyond <= 0, `${view} at ${width}: ${beyond} px too wide`);
    }
    await page.close();
  }
  await ask('stop_collecting?hash=running');
  // The unknown recording's 404 is meant.
  complaints.splice(
    quiet,
    complaints.length,
    ...complaints.slice(quiet).filter((text) => !text.includes('404')),
  );
});

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations: faults } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return faults.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
  return found;
}

test('through all of it the browser had nothing to complain of', () => {
  assert.deepEqual(complaints, []);
});
