import { readdirSync } from 'node:fs';
import { readKernelUnits } from '../proc/auxv.ts';
import { Scratch } from '../proc/kernel-file.ts';
import { readOpenFilesLimit } from '../proc/limits.ts';
import { isForbidden, isGone, pidsIn, readPidStat } from '../proc/pid-identity.ts';
import type { PidStat } from '../proc/pid-stat.ts';
import { readUptime } from '../proc/uptime.ts';
import { GROWN_UP_AT_MS, KnownProcess } from './known-process.ts';
import { ProcessReader } from './process-reader.ts';

/** Who wants to hear of processes. */
export interface ProcessObserver {
  /** These have begun, or may have changed their names. */
  consider(processes: readonly KnownProcess[]): void;
  forget(process: KnownProcess): void;
}

/** Listing /proc may take this share of a core at the most: a list that took 2 ms is kept for 100 ms. */
const LISTING_SHARE = 0.02;
const SHORTEST_LIST_AGE_MS = 10;
/** Where the kernel does not count forks, every listing may find new processes. */
const LIST_AGE_WITHOUT_FORKS_MS = 100;
/**
 * A pid comes back only after the kernel has handed out all the others: no sooner than after half of the
 * smallest usual pid_max (32,768) tasks. Known pids are checked for being the same process that often.
 */
const FORKS_BEFORE_REUSE = 16_384;
/** stat, statm, io, status and fd. */
const DESCRIPTORS_A_PROCESS = 5;
const MOST_KEPT_OPEN = 2000;

/**
 * All processes of the machine, kept current at the least cost: the pids are listed only when the kernel says
 * that tasks were created, and only pids that are new are looked at.
 */
export class ProcessTable {
  readonly procRoot: string;
  readonly #known = new Map<number, KnownProcess>();
  readonly #young = new Set<KnownProcess>();
  readonly #observers = new Set<ProcessObserver>();
  readonly #readers = new Map<KnownProcess, { reader: ProcessReader; users: number }>();
  readonly #scratch = new Scratch();
  readonly #mostKeptOpen: number;
  #round = 0;
  #listedAtMs = Number.NEGATIVE_INFINITY;
  #listedForks: number | undefined;
  #verifiedForks: number | undefined;
  #listingCostMs = 0;

  constructor(procRoot: string) {
    this.procRoot = procRoot;
    const forReaders = Math.floor(readOpenFilesLimit() / 2 / DESCRIPTORS_A_PROCESS);
    this.#mostKeptOpen = Math.min(MOST_KEPT_OPEN, forReaders);
  }

  /** Counts the refreshes: what was read in one round need not be read again in it. */
  get round(): number {
    return this.#round;
  }

  /** Every process known, in no particular order. */
  processes(): Iterable<KnownProcess> {
    return this.#known.values();
  }

  observe(observer: ProcessObserver): void {
    this.#observers.add(observer);
  }

  unobserve(observer: ProcessObserver): void {
    this.#observers.delete(observer);
  }

  /**
   * Brings the table up to date and tells the observers.
   * @param forks the kernel's count of tasks created, as of this tick
   * @param thorough list now, whatever the last listing's age: somebody asks what matches at this moment
   */
  refresh(atMs: number, forks: number | undefined, thorough = false): void {
    this.#round++;
    if (thorough || this.#isListDue(atMs, forks)) this.#list(atMs, forks);
    this.#lookAgain(atMs);
  }

  /** The reader of a process, shared by all who call this; each calls `release` once. */
  reader(process: KnownProcess): ProcessReader {
    let entry = this.#readers.get(process);
    if (entry === undefined) {
      const keepOpen = this.#readers.size < this.#mostKeptOpen;
      const reader = new ProcessReader(this.procRoot, process, this.#scratch, keepOpen);
      entry = { reader, users: 0 };
      this.#readers.set(process, entry);
    }
    entry.users++;
    return entry.reader;
  }

  release(process: KnownProcess): void {
    const entry = this.#readers.get(process);
    if (entry === undefined || --entry.users > 0) return;
    entry.reader.close();
    this.#readers.delete(process);
  }

  /** A process whose reader said that it has gone. */
  remove(process: KnownProcess): void {
    if (this.#known.get(process.pid) !== process) return;
    this.#known.delete(process.pid);
    this.#young.delete(process);
    for (const observer of this.#observers) observer.forget(process);
  }

  #isListDue(atMs: number, forks: number | undefined): boolean {
    const ageMs = atMs - this.#listedAtMs;
    if (forks === undefined) return ageMs >= LIST_AGE_WITHOUT_FORKS_MS;
    if (forks === this.#listedForks) return false;
    return ageMs >= Math.max(SHORTEST_LIST_AGE_MS, this.#listingCostMs / LISTING_SHARE);
  }

  #list(atMs: number, forks: number | undefined): void {
    const began = performance.now();
    const isFirst = this.#listedAtMs === Number.NEGATIVE_INFINITY;
    const pids = pidsIn(readdirSync(this.procRoot));
    this.#dropAbsent(new Set(pids));
    if (this.#mayHoldReused(forks)) this.#dropReused(forks);
    const ageMs = isFirst ? createAges(this.procRoot) : () => 0;
    const fresh: KnownProcess[] = [];
    try {
      for (const pid of pids) {
        const process = this.#known.has(pid) ? undefined : this.#meet(pid, atMs, ageMs);
        if (process !== undefined) fresh.push(process);
      }
    } finally {
      // Also when one could not be read: the next listing will not take the others for new.
      this.#announce(fresh);
    }
    this.#listedAtMs = atMs;
    this.#listedForks = forks;
    if (isFirst) this.#verifiedForks = forks;
    // The first listing looks at every process: what it costs says nothing of the next.
    else this.#listingCostMs = performance.now() - began;
  }

  #meet(pid: number, atMs: number, ageMs: (stat: PidStat) => number): KnownProcess | undefined {
    const stat = readPidStat(this.procRoot, pid);
    if (stat === undefined) return undefined;
    const process = new KnownProcess(this.procRoot, pid, stat, atMs - ageMs(stat));
    this.#known.set(pid, process);
    if (process.lookAgainAtMs !== Number.POSITIVE_INFINITY) this.#young.add(process);
    return process;
  }

  /** Children before their parents: what a child was counted for is handed on. */
  #dropAbsent(pids: ReadonlySet<number>): void {
    const absent: KnownProcess[] = [];
    for (const process of this.#known.values()) if (!pids.has(process.pid)) absent.push(process);
    absent.reverse().sort((one, other) => other.startTicks - one.startTicks);
    for (const process of absent) this.remove(process);
  }

  #mayHoldReused(forks: number | undefined): boolean {
    if (forks === undefined || this.#verifiedForks === undefined) return true;
    return forks - this.#verifiedForks >= FORKS_BEFORE_REUSE;
  }

  #dropReused(forks: number | undefined): void {
    this.#verifiedForks = forks;
    for (const process of this.#known.values()) {
      const stat = readPidStat(this.procRoot, process.pid);
      if (stat?.startTicks !== process.startTicks) this.remove(process);
    }
  }

  /** Young processes whose time has come are looked at again: exec and prctl change names without a new pid. */
  #lookAgain(atMs: number): void {
    const renewed: KnownProcess[] = [];
    for (const process of this.#young) {
      if (process.lookAgainAtMs > atMs) continue;
      const stat = readPidStat(this.procRoot, process.pid);
      if (stat === undefined || stat.startTicks !== process.startTicks) {
        this.remove(process);
        continue;
      }
      process.renew(stat, atMs);
      if (process.lookAgainAtMs === Number.POSITIVE_INFINITY) this.#young.delete(process);
      renewed.push(process);
    }
    this.#announce(renewed);
  }

  #announce(processes: readonly KnownProcess[]): void {
    if (processes.length === 0) return;
    for (const observer of this.#observers) observer.consider(processes);
  }
}

/**
 * How old a process is at the first listing, Infinity for one that is grown up: one that began just before us may
 * call exec as well as one that begins after. Where the clocks do not fit together (a container whose uptime is its
 * own) all are.
 */
function createAges(procRoot: string): (stat: PidStat) => number {
  const uptimeMs = uptimeMsOf(procRoot);
  const { ticksPerSecond } = readKernelUnits(procRoot);
  return ({ startTicks }) => {
    const ageMs = uptimeMs - (startTicks * 1000) / ticksPerSecond;
    // Below 0 when it began while we were listing.
    return ageMs > -1000 && ageMs < GROWN_UP_AT_MS ? Math.max(0, ageMs) : Number.POSITIVE_INFINITY;
  };
}

function uptimeMsOf(procRoot: string): number {
  try {
    return readUptime(procRoot) * 1000;
  } catch (error) {
    // A /proc of another machine may lack it.
    if (isGone(error) || isForbidden(error)) return Number.NaN;
    throw error;
  }
}
