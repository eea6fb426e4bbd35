import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { type HostFacts, loadHostFacts } from './host/facts.ts';
import { createFilesystems } from './host/filesystems.ts';
import { readKernelUnits } from './proc/auxv.ts';
import { systemClock } from './recordings/clock.ts';
import { Recorder, type RecorderEvents } from './recordings/recorder.ts';
import { type Recording, startedAtOf } from './recordings/recording.ts';
import { createMemoryStore } from './recordings/store.ts';
import type { RouteTable } from './routes/exchange.ts';
import { createPageRoutes } from './routes/page.ts';
import { createRoutes } from './routes/table.ts';
import { selectableName } from './samplers/process-names.ts';
import { createSystemSampler } from './samplers/system.ts';

/** How often the filesystems are asked for their sizes, in samples of a second: while something records, and else. */
const FILESYSTEMS_EVERY_SAMPLES = 10;
const FILESYSTEMS_EVERY_IDLE_SAMPLES = 60;
/** How long one may take to answer. */
const FILESYSTEM_TIME_LIMIT_MS = 2000;

/** Where the build puts the web page, beside the compiled program; the same from src/ and from dist/. */
const PAGE_DIR = fileURLToPath(new URL('../dist/web', import.meta.url));

/** One agent: everything between the kernel and the routes. Several in one process do not disturb each other. */
export interface Agent {
  readonly routes: RouteTable;
  /** Begins sampling; to be called once the agent listens. */
  start(): void;
  /** Learns what does not change; answers wait for it. Never rejects. */
  loadFacts(): Promise<void>;
  /** From now on nothing new is started, and endless answers end. */
  beginShutdown(): void;
  close(): Promise<void>;
}

export interface AgentOptions {
  readonly config: Config;
  readonly log: Logger;
}

/** @throws the system's error when procfs cannot be read at all */
export function createAgent({ config, log }: AgentOptions): Agent {
  const { procfs, sysfs } = config;
  const system = createSystemSampler(procfs, sysfs);
  const filesystems = createFilesystems({
    procRoot: procfs,
    now: () => systemClock.monotonicMs(),
    timeLimitMs: FILESYSTEM_TIME_LIMIT_MS,
    includeNetwork: config.networkFilesystems,
  });
  const recorder = new Recorder({
    clock: systemClock,
    system,
    procRoot: procfs,
    store: createMemoryStore(),
    limits: {
      maxRecordings: config.maxRecordings,
      maxBytes: config.maxMemoryBytes,
      retainMs: config.retainMs,
    },
    ...readKernelUnits(procfs),
    filesystems: () => filesystems.current(),
    events: logEvents(log),
  });
  const { promise: facts, resolve: learn } = deferred<HostFacts>();
  let isShuttingDown = false;
  const routes = createRoutes(
    {
      recorder,
      columns: system.columns,
      facts: () => facts,
      limits: config,
      version: readVersion(),
      isShuttingDown: () => isShuttingDown,
    },
    () => listProcesses(procfs),
    createPageRoutes(PAGE_DIR),
  );

  return {
    routes,
    start() {
      recorder.begin();
      recorder.live.onSample(() => {
        const every = recorder.isRecording ? FILESYSTEMS_EVERY_SAMPLES : FILESYSTEMS_EVERY_IDLE_SAMPLES;
        if (recorder.live.count % every === 0) void filesystems.refresh();
      });
    },
    async loadFacts() {
      const [known] = await Promise.all([loadHostFacts({ procRoot: procfs, log }), filesystems.refresh()]);
      learn(known);
    },
    beginShutdown() {
      isShuttingDown = true;
      recorder.beginShutdown();
    },
    async close() {
      recorder.close();
      filesystems.close();
    },
  };
}

/** The kernel's own threads descend from this one and are no services. */
const KERNEL_THREADS = 2;

/**
 * The running programs by the names that select them. ps-list, loaded when somebody asks, tells which there are;
 * it names them after their executables (`node`), which is not what the kernel calls them and we compare.
 */
async function listProcesses(procRoot: string): Promise<readonly { pid: number; name: string }[]> {
  const { default: psList } = await import('ps-list');
  const listed: { pid: number; name: string }[] = [];
  for (const { pid, ppid } of await psList()) {
    if (pid === KERNEL_THREADS || ppid === KERNEL_THREADS) continue;
    const name = selectableName(procRoot, pid);
    if (name !== undefined) listed.push({ pid, name });
  }
  return listed;
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function logEvents(log: Logger): RecorderEvents {
  return {
    started: (recording) =>
      log.info({ ...described(recording), samples: recording.planned }, 'recording started'),
    finished: (recording) => {
      const { taken, missed } = recording.quality;
      log.info({ ...described(recording), taken, missed }, 'recording ended');
    },
    expired: (recording) => log.warn(described(recording), 'recording dropped: nobody fetched it'),
    failed: (error) => log.error({ err: error }, 'a sample failed'),
  };
}

function described(recording: Recording): object {
  const { hash, durationMs, intervalMs, selector } = recording.parameters;
  return {
    hash,
    server: selector?.text,
    duration: durationMs / 1000,
    interval: intervalMs / 1000,
    startedAt: startedAtOf(recording),
  };
}

function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
