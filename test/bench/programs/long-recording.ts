import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { loadHostFacts } from '../../../src/host/facts.ts';
import { systemClock } from '../../../src/recordings/clock.ts';
import type { Recording } from '../../../src/recordings/recording.ts';
import { createMemoryStore } from '../../../src/recordings/store.ts';
import { createRoutes } from '../../../src/routes/table.ts';
import { createSystemSampler } from '../../../src/samplers/system.ts';
import { listen } from '../../../src/server/listen.ts';
import { createResponder } from '../../../src/server/respond.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createBenchRecorder } from './bench-recorder.ts';

// A day of a machine with 64 cores at 1 s, recorded in minutes on a fast clock, then served by an agent that lives on
// the real clock and the real /proc: long-recording.js FIXTURE DIRECTORY. Says what the recording takes, then `ready`.

const CORES = 64;
const SECONDS = 86_400;
/** As many different seconds as the day repeats. */
const TEXTS = 97;

const [fixture, directory] = process.argv.slice(2) as [string, string];
const store = createMemoryStore();

/** Numbers of one width: each second's text is the one before with other digits, and leaves no garbage that would be measured. */
const DIGITS = 10;
const field = '0'.repeat(DIGITS);

/** /proc/stat of a day, second by second: each core is busy for another share of another second. */
function* seconds(): Generator<Buffer> {
  const fields = `${field} 0 0 ${field} 0 0 0 0 0 0`;
  const cores = Array.from({ length: CORES }, (_, core) => `cpu${core} ${fields}\n`).join('');
  const text = Buffer.from(`cpu  ${fields}\n${cores}intr 4711 0 0\nctxt 1\nbtime 1\nprocesses 4711\n`);
  const places = [...text.toString('latin1').matchAll(new RegExp(field, 'g'))].map(({ index }) => index);
  const add = (place: number, ticks: number): void => addTo(text, place + DIGITS - 1, ticks);
  for (let second = 0; ; second++) {
    for (let core = 0; core < CORES; core++) {
      const busy = (second * (core + 3)) % TEXTS;
      add(places[2 * core + 2] as number, busy);
      add(places[2 * core + 3] as number, 100 - busy);
      add(places[0] as number, busy);
      add(places[1] as number, 100 - busy);
    }
    yield text;
  }
}

/** Adds to the decimal number whose last digit is at `place`. */
function addTo(text: Buffer, place: number, amount: number): void {
  let carry = amount;
  for (let at = place; carry > 0; at--) {
    const sum = (text[at] as number) - 48 + carry;
    text[at] = 48 + (sum % 10);
    carry = Math.floor(sum / 10);
  }
}

async function recordADay(): Promise<{ recording: Recording; residentBytes: number }> {
  const procRoot = join(directory, 'proc');
  mkdirSync(procRoot, { recursive: true });
  cpSync(join(fixture, 'proc'), procRoot, { recursive: true });
  const clock = new FakeClock();
  const texts = seconds();
  const statPath = join(procRoot, 'stat');
  const next = (): void => writeFileSync(statPath, texts.next().value as Buffer);
  next();
  const recorder = createBenchRecorder(clock, procRoot, store);
  const started = recorder.start({
    hash: 'day',
    durationMs: SECONDS * 1000,
    intervalMs: 1000,
    selector: undefined,
    withChildren: false,
  });
  clock.advance(200);
  const { recording } = await started;
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  for (let second = 0; second < SECONDS; second++) {
    next();
    clock.advance(1000);
  }
  globalThis.gc?.();
  const residentBytes = process.memoryUsage.rss() - before;
  recorder.close();
  return { recording, residentBytes };
}

const { recording, residentBytes } = await recordADay();
const { system } = recording.view();
const recorder = createBenchRecorder(systemClock, '/proc', store);
const log = pino({ level: 'warn' });
const facts = loadHostFacts({ procRoot: '/proc', log });
const { columns } = createSystemSampler('/proc', '/sys');
const routes = createRoutes(
  {
    recorder,
    columns,
    facts: () => facts,
    limits: { maxDurationMs: 7 * 86_400_000, minIntervalMs: 100 },
    version: 'bench',
    isShuttingDown: () => false,
  },
  async () => [],
  new Map(),
);
const responder = createResponder({ routes, legacyStatus: false, log });
await listen(
  { kind: 'unix', path: join(directory, 'agent.sock'), mode: 0o600 },
  { responder, prefix: '', log },
);
console.log(
  JSON.stringify({
    samples: recording.length,
    // What is kept of one sample: its time, the columns, the cores, and the columns of each disk.
    values: 1 + columns.length + system.coreWidth + 7 * system.disks.length,
    allocatedBytes: recording.allocatedBytes,
    residentBytes,
  }),
);
createInterface({ input: process.stdin }).on('close', () => process.exit(0));
