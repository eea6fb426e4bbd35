import { readArguments, readCgroups, readExecutableName } from '../proc/pid-identity.ts';
import type { PidStat } from '../proc/pid-stat.ts';
import type { Identity } from './selector.ts';

/** A process may still call exec or set its title: it is looked at again at these ages. */
const LOOK_AGAIN_AT_MS = [50, 200, 500, 1000, 2000, 4000, 8000] as const;
/** At this age it is taken to keep its name. */
export const GROWN_UP_AT_MS = 8000;

/**
 * A process of the table: (pid, start time), never to be mistaken for a later one with its pid. What costs a
 * read of its own is read when first asked for, and again after a `renew`.
 */
export class KnownProcess implements Identity {
  readonly pid: number;
  readonly startTicks: number;
  readonly parentPid: number;
  /** When the table first saw it, monotonic milliseconds; of one that was there before the table, when it began, or -Infinity. */
  readonly seenAtMs: number;
  readonly #procRoot: string;
  #comm: string;
  #looks = 0;
  #isRenewed = false;
  #arguments: readonly string[] | undefined | null = null;
  #executableName: string | undefined | null = null;
  #cgroups: readonly string[] | undefined | null = null;

  constructor(procRoot: string, pid: number, stat: PidStat, seenAtMs: number) {
    this.#procRoot = procRoot;
    this.pid = pid;
    this.startTicks = stat.startTicks;
    this.parentPid = stat.parentPid;
    this.seenAtMs = seenAtMs;
    this.#comm = stat.comm;
  }

  get comm(): string {
    return this.#comm;
  }

  get arguments(): readonly string[] | undefined {
    if (this.#arguments === null) this.#arguments = readArguments(this.#procRoot, this.pid);
    return this.#arguments;
  }

  get executableName(): string | undefined {
    if (this.#executableName === null) this.#executableName = readExecutableName(this.#procRoot, this.pid);
    return this.#executableName;
  }

  get cgroups(): readonly string[] | undefined {
    if (this.#cgroups === null) this.#cgroups = readCgroups(this.#procRoot, this.pid);
    return this.#cgroups;
  }

  /** Whether it was looked at again since it was first seen: it may have become something else meanwhile. */
  get isRenewed(): boolean {
    return this.#isRenewed;
  }

  /** When it is due to be looked at again; Infinity once it is old enough to keep its name. */
  get lookAgainAtMs(): number {
    const age = LOOK_AGAIN_AT_MS[this.#looks];
    const isGrownUp = age === undefined || this.seenAtMs === Number.NEGATIVE_INFINITY;
    return isGrownUp ? Number.POSITIVE_INFINITY : this.seenAtMs + age;
  }

  /** Takes a fresh `stat`, and forgets what else was read of it. Looks that are overdue count as done. */
  renew(stat: PidStat, atMs: number): void {
    this.#isRenewed = true;
    this.#comm = stat.comm;
    this.#arguments = null;
    this.#executableName = null;
    this.#cgroups = null;
    while (this.lookAgainAtMs <= atMs) this.#looks++;
  }
}
