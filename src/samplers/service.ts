import type { PidStat } from '../proc/pid-stat.ts';
import { advance, CHILDREN_TICKS, COUNTERS, countersOf, IO_FIRST, OWN_TICKS, SWITCHES } from './counters.ts';
import { Inheritance } from './inheritance.ts';
import type { KnownProcess } from './known-process.ts';
import type { ProcessReader, ProcessReading } from './process-reader.ts';
import type { ProcessObserver, ProcessTable } from './process-table.ts';
import { createMatcher, type Identity, type Matcher, programReason, type Selector } from './selector.ts';

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
  readonly isAdopted: boolean;
  /** Its counters as far as they were counted. */
  readonly counted: number[];
  ticks: number;
  /** As last read: a process whose parent ends gets another. */
  parentPid: number;
  readonly inheritance: Inheritance;
  /** As last read: the kernel charges it with nothing of what its children used. */
  ignoresChildren: boolean;
  reading: ProcessReading | undefined;
}

/**
 * The processes that a selector matches, followed through restarts, and their counters added up as differences.
 * Shared by all recordings of the same selector. The io of children that a process waited for is its own, to the
 * kernel, whether or not they matched.
 */
export class Service implements ProcessObserver {
  readonly selector: Selector;
  readonly withChildren: boolean;
  readonly #table: ProcessTable;
  readonly #matcher: Matcher;
  readonly #members = new Map<number, Member>();
  readonly #totals: number[] = new Array(COUNTERS).fill(0);
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

  /** Whether nothing will ever match again: the process of a `pid:` has ended, and its number is worth nothing now. */
  get isOver(): boolean {
    const { kind, value } = this.selector;
    return kind === 'pid' && this.#joined > 0 && !this.#members.has(Number(value));
  }

  /** Which processes count now, and why. */
  *matches(): Iterable<{ readonly process: Identity; readonly why: string }> {
    for (const { process, why } of this.#members.values()) yield { process, why };
  }

  /** Processes that run a program of the name asked for, but call themselves otherwise; looks at every process. */
  *namesakes(): Iterable<Identity> {
    const { kind, value } = this.selector;
    if (kind !== 'name') return;
    for (const process of this.#table.processes()) {
      if (!this.#members.has(process.pid) && programReason(process, value) !== undefined) yield process;
    }
  }

  consider(processes: readonly KnownProcess[]): void {
    let hasNew = false;
    for (const process of processes) {
      const member = this.#members.get(process.pid);
      const why = this.#matcher.why(process);
      if (why !== undefined && member === undefined) {
        this.#join(process, why, false);
        hasNew = true;
      } else if (why === undefined && member !== undefined && !this.#isDescendant(member)) {
        this.#leave(member);
      }
    }
    if (!this.withChildren) return;
    // Children of a member that is new may have been known for long.
    this.#adopt(hasNew ? [...this.#table.processes()] : processes);
  }

  forget(process: KnownProcess): void {
    const member = this.#members.get(process.pid);
    if (member?.process !== process) return;
    this.#leave(member);
    const parent = this.#members.get(member.parentPid);
    if (parent === undefined || parent.ignoresChildren) return;
    member.inheritance.passOn(parent.inheritance);
    parent.inheritance.leave(member.counted);
  }

  /**
   * Reads the service's processes. To be called once a tick, after the table's `refresh`.
   * @throws what reading a process that is there throws
   */
  read(atMs: number): ServiceReading {
    // A pid file names another process now.
    if (this.#matcher.refresh()) this.consider([...this.#table.processes()]);
    // First all are read, parents before their children, then differences taken: the kernel charges a parent
    // with an ended child in the moment it vanishes.
    const gone: KnownProcess[] = [];
    for (const member of [...this.#members.values()]) {
      member.reading = member.reader.read(this.#table.round, atMs);
      if (member.reading === undefined) gone.push(member.process);
      else if (member.reading.stat.comm !== member.process.comm) this.#rename(member, member.reading, atMs);
    }
    // Children first: each leaves to its parent, also where both have gone.
    for (const process of gone.reverse()) this.#table.remove(process);
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
        if (this.#members.has(process.pid) || !this.#isChildOfMember(process)) continue;
        this.#join(process, `it descends from process ${process.parentPid}`, true);
        adopted = true;
      }
    }
  }

  /** One that was adopted stays so when its parent ends, however the kernel files it then. */
  #isDescendant({ isAdopted, process }: Member): boolean {
    return isAdopted || (this.withChildren && this.#isChildOfMember(process));
  }

  /** No parent is younger than its child: one that is has the pid of a parent that ended. */
  #isChildOfMember({ parentPid, startTicks }: KnownProcess): boolean {
    const parent = this.#members.get(parentPid);
    return parent !== undefined && parent.process.startTicks <= startTicks;
  }

  #join(process: KnownProcess, why: string, isAdopted: boolean): void {
    this.#joined++;
    // Before the first reading nobody can have taken a difference: the counters begin at what they are. Later,
    // all of a process counts that began while we watched; but not what one did before it became what is asked for.
    const isWhole = !this.#wasRead || (process.seenAtMs > this.#openedAtMs && !process.isRenewed);
    this.#members.set(process.pid, {
      process,
      reader: this.#table.reader(process),
      why,
      isAdopted,
      counted: new Array(COUNTERS).fill(isWhole ? 0 : Number.NaN),
      ticks: 0,
      parentPid: process.parentPid,
      inheritance: new Inheritance(),
      ignoresChildren: false,
      reading: undefined,
    });
  }

  #leave(member: Member): void {
    this.#left++;
    this.#members.delete(member.process.pid);
    this.#table.release(member.process);
  }

  #count(member: Member): void {
    if (member.reading === undefined) return;
    member.parentPid = member.reading.stat.parentPid;
    member.ignoresChildren = member.reading.status?.ignoresChildren ?? false;
    const added = advance(member.counted, countersOf(member.reading));
    member.inheritance.settle(added);
    if (!this.withChildren) added[CHILDREN_TICKS] = 0;
    for (let index = 0; index < COUNTERS; index++) {
      this.#totals[index] = (this.#totals[index] as number) + known(added[index]);
    }
    member.ticks += known(added[OWN_TICKS]) + known(added[CHILDREN_TICKS]);
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
      if (isDead(reading.stat)) continue;
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

function known(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? 0 : value;
}

/** It has ended and waits for its parent; the kernel shows what is left of it to root only (task_dump_owner). */
function isDead({ state, threads }: PidStat): boolean {
  return state === 'Z' && threads <= 1;
}
