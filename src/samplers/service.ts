import type { KnownProcess } from './known-process.ts';
import type { ProcessReader, ProcessReading } from './process-reader.ts';
import type { ProcessObserver, ProcessTable } from './process-table.ts';
import { createMatcher, type Identity, type Matcher, type Selector } from './selector.ts';

/** Indices into a process's counters. The first is its own CPU time, the second that of children it waited for. */
const OWN_TICKS = 0;
const CHILDREN_TICKS = 1;
const IO_FIRST = 2;
const SWITCHES = 6;
const COUNTERS = 7;

/** One process of a service at one tick. */
export interface MemberReading {
  readonly process: KnownProcess;
  /** CPU time counted for it since it joined. */
  readonly ticks: number;
  readonly residentPages: number;
}

/** A service at one tick. Counters are cumulative and never fall, however often the service was restarted. */
export interface ServiceReading {
  /** Monotonic milliseconds. */
  readonly atMs: number;
  readonly members: readonly MemberReading[];
  readonly ticks: number;
  readonly readCount: number;
  readonly writeCount: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly contextSwitches: number;
  readonly residentPages: number;
  readonly threads: number;
  readonly openFiles: number;
  /** How many of the members did not let us read their io; then the four io counters are not to be trusted. */
  readonly ioForbidden: number;
  readonly filesForbidden: number;
  readonly joined: number;
  readonly left: number;
}

interface Member {
  readonly process: KnownProcess;
  readonly reader: ProcessReader;
  readonly why: string;
  /** Counters as last read; undefined before the first reading. */
  last: Float64Array | undefined;
  /** Counts everything since the process began, for it began while we watched. */
  readonly isWhole: boolean;
  ticks: number;
  /** What its children had been counted for when they ended: the kernel adds it to the parent's own counters. */
  readonly credit: Float64Array;
  /** Readings for which the credit still stands: a child may vanish after its parent was read. */
  creditReadings: number;
  reading: ProcessReading | undefined;
}

/**
 * The processes that a selector matches, followed through restarts, and their counters added up as differences.
 * Shared by all recordings of the same selector.
 */
export class Service implements ProcessObserver {
  readonly selector: Selector;
  readonly withChildren: boolean;
  readonly #table: ProcessTable;
  readonly #matcher: Matcher;
  readonly #members = new Map<number, Member>();
  readonly #totals = new Float64Array(COUNTERS);
  readonly #openedAtMs: number;
  #wasRead = false;
  #joined = 0;
  #left = 0;

  constructor(table: ProcessTable, selector: Selector, withChildren: boolean, atMs: number) {
    this.#table = table;
    this.selector = selector;
    this.withChildren = withChildren;
    this.#matcher = createMatcher(selector);
    this.#matcher.refresh();
    this.#openedAtMs = atMs;
    this.consider([...table.processes()]);
    table.observe(this);
  }

  /** How many processes count now. */
  get size(): number {
    return this.#members.size;
  }

  /** Which processes count now, and why. */
  *matches(): Iterable<{ readonly process: Identity; readonly why: string }> {
    for (const { process, why } of this.#members.values()) yield { process, why };
  }

  consider(processes: readonly KnownProcess[]): void {
    let hasNew = false;
    for (const process of processes) {
      const member = this.#members.get(process.pid);
      const why = this.#matcher.why(process);
      if (why !== undefined && member === undefined) {
        this.#join(process, why);
        hasNew = true;
      } else if (why === undefined && member !== undefined && !this.#isDescendant(process)) {
        this.#leave(member);
      }
    }
    if (!this.withChildren) return;
    // Children of a member that is new may have been known for long.
    this.#adopt(hasNew ? [...this.#table.processes()] : processes);
  }

  forget(process: KnownProcess): void {
    const member = this.#members.get(process.pid);
    if (member?.process === process) this.#leave(member);
  }

  /** Reads the service's processes. To be called once a tick, after the table's `refresh`. */
  read(atMs: number): ServiceReading {
    // A pid file names another process now.
    if (this.#matcher.refresh()) this.consider([...this.#table.processes()]);
    // First all are read, then the ended ones credited to their parents, then differences taken: the kernel
    // moves an ended child's counters to its parent in the moment it vanishes.
    for (const member of [...this.#members.values()]) {
      member.reading = member.reader.read(this.#table.round, atMs);
      if (member.reading === undefined) this.#table.remove(member.process);
      else if (member.reading.stat.comm !== member.process.comm) this.#rename(member, member.reading, atMs);
    }
    for (const member of this.#members.values()) this.#count(member);
    this.#wasRead = true;
    return this.#sum(atMs);
  }

  close(): void {
    this.#table.unobserve(this);
    for (const member of this.#members.values()) this.#table.release(member.process);
    this.#members.clear();
  }

  /** It called exec or set its title, and may no longer be what was asked for. */
  #rename({ process }: Member, { stat }: ProcessReading, atMs: number): void {
    process.renew(stat, atMs);
    this.consider([process]);
  }

  #adopt(processes: readonly KnownProcess[]): void {
    let adopted = true;
    while (adopted) {
      adopted = false;
      for (const process of processes) {
        if (this.#members.has(process.pid) || !this.#isDescendant(process)) continue;
        this.#join(process, `it descends from process ${process.parentPid}`);
        adopted = true;
      }
    }
  }

  #isDescendant(process: KnownProcess): boolean {
    return this.withChildren && this.#members.has(process.parentPid);
  }

  #join(process: KnownProcess, why: string): void {
    this.#joined++;
    this.#members.set(process.pid, {
      process,
      reader: this.#table.reader(process),
      why,
      last: undefined,
      // Before the first reading nobody can have taken a difference: the counters begin at what they are.
      isWhole: !this.#wasRead || process.seenAtMs > this.#openedAtMs,
      ticks: 0,
      credit: new Float64Array(COUNTERS),
      creditReadings: 0,
      reading: undefined,
    });
  }

  #leave(member: Member): void {
    this.#left++;
    this.#members.delete(member.process.pid);
    this.#table.release(member.process);
    const parent = this.#members.get(member.process.parentPid);
    if (parent === undefined || member.last === undefined) return;
    const { credit } = parent;
    for (let index = IO_FIRST; index < SWITCHES; index++) {
      credit[index] = (credit[index] as number) + (member.last[index] as number);
    }
    const ticks = (member.last[OWN_TICKS] as number) + (member.last[CHILDREN_TICKS] as number);
    credit[CHILDREN_TICKS] = (credit[CHILDREN_TICKS] as number) + ticks;
    parent.creditReadings = 2;
  }

  #count(member: Member): void {
    if (member.reading === undefined) return;
    const now = countersOf(member.reading);
    const before = member.last ?? (member.isWhole ? new Float64Array(COUNTERS) : now);
    for (let index = 0; index < COUNTERS; index++) {
      if (index === CHILDREN_TICKS && !this.withChildren) continue;
      const raw = Math.max(0, (now[index] as number) - (before[index] as number));
      const paid = Math.min(raw, member.credit[index] as number);
      member.credit[index] = (member.credit[index] as number) - paid;
      this.#totals[index] = (this.#totals[index] as number) + raw - paid;
      if (index <= CHILDREN_TICKS) member.ticks += raw - paid;
    }
    member.last = now;
    // A parent that ignores SIGCHLD is never charged for its children: what is left must not eat its own counters.
    if (member.creditReadings > 0 && --member.creditReadings === 0) member.credit.fill(0);
  }

  #sum(atMs: number): ServiceReading {
    let residentPages = 0;
    let threads = 0;
    let openFiles = 0;
    let ioForbidden = 0;
    let filesForbidden = 0;
    const members: MemberReading[] = [];
    for (const { process, ticks, reading } of this.#members.values()) {
      if (reading === undefined) continue;
      members.push({ process, ticks, residentPages: reading.residentPages });
      residentPages += reading.residentPages;
      threads += reading.stat.threads;
      openFiles += reading.openFiles ?? 0;
      if (reading.openFiles === undefined) filesForbidden++;
      if (reading.io === undefined) ioForbidden++;
    }
    const totals = this.#totals;
    return {
      atMs,
      members,
      ticks: (totals[OWN_TICKS] as number) + (totals[CHILDREN_TICKS] as number),
      readCount: totals[IO_FIRST] as number,
      writeCount: totals[IO_FIRST + 1] as number,
      readBytes: totals[IO_FIRST + 2] as number,
      writeBytes: totals[IO_FIRST + 3] as number,
      contextSwitches: totals[SWITCHES] as number,
      residentPages,
      threads,
      openFiles,
      ioForbidden,
      filesForbidden,
      joined: this.#joined,
      left: this.#left,
    };
  }
}

function countersOf({ stat, io, contextSwitches }: ProcessReading): Float64Array {
  return Float64Array.of(
    stat.utimeTicks + stat.stimeTicks,
    stat.childrenTicks,
    io?.readCount ?? 0,
    io?.writeCount ?? 0,
    io?.readBytes ?? 0,
    io?.writeBytes ?? 0,
    contextSwitches ?? 0,
  );
}
