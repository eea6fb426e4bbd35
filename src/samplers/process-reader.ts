import { closeSync, constants, fstatSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { KernelFile, type Scratch } from '../proc/kernel-file.ts';
import { isForbidden, isGone } from '../proc/pid-identity.ts';
import { createPidIoPlaces, type PidIo, parsePidIo } from '../proc/pid-io.ts';
import { type PidStat, parsePidStat } from '../proc/pid-stat.ts';
import { parsePidStatm } from '../proc/pid-statm.ts';
import { createPidStatusPlaces, type PidStatus, parsePidStatus } from '../proc/pid-status.ts';

/** One process as it is at one tick. */
export interface ProcessReading {
  readonly stat: PidStat;
  readonly residentPages: number;
  /** Undefined when we may not read it. */
  readonly io: PidIo | undefined;
  /** Read once a second at the most, repeated in between; undefined when we may not read it. */
  readonly openFiles: number | undefined;
  /** As `openFiles`. */
  readonly status: PidStatus | undefined;
}

/** O_PATH, which Node does not name: a descriptor by which a directory can be asked about, that needs no right to read it. */
const ONLY_TO_ASK = 0o10000000 | constants.O_DIRECTORY;
/** Counting open files and reading /proc/<pid>/status cost more than all the rest. */
const SLOW_EVERY_MS = 1000;

/**
 * Reads one process again and again over descriptors kept open. They belong to that very process: once it has
 * gone they fail with ESRCH. Where they are opened anew, the start time tells it from another with its pid.
 */
export class ProcessReader {
  readonly #directory: string;
  readonly #startTicks: number;
  readonly #stat: KernelFile;
  readonly #statm: KernelFile;
  readonly #io: KernelFile;
  readonly #statusFile: KernelFile;
  #filesDirectory: number | undefined;
  readonly #ioPlaces = createPidIoPlaces();
  readonly #statusPlaces = createPidStatusPlaces();
  readonly #keepOpen: boolean;
  #ioForbiddenUntilMs = Number.NEGATIVE_INFINITY;
  #latest: ProcessReading | undefined;
  #latestRound = Number.NaN;
  #slowAtMs = Number.NEGATIVE_INFINITY;
  #openFiles: number | undefined;
  #status: PidStatus | undefined;

  /** `keepOpen` false closes the descriptors after each reading, where there are too many processes to keep them. */
  constructor(
    procRoot: string,
    { pid, startTicks }: { readonly pid: number; readonly startTicks: number },
    scratch: Scratch,
    keepOpen: boolean,
  ) {
    this.#directory = join(procRoot, String(pid));
    this.#startTicks = startTicks;
    this.#stat = new KernelFile(join(this.#directory, 'stat'), scratch);
    this.#statm = new KernelFile(join(this.#directory, 'statm'), scratch);
    this.#io = new KernelFile(join(this.#directory, 'io'), scratch);
    this.#statusFile = new KernelFile(join(this.#directory, 'status'), scratch);
    this.#keepOpen = keepOpen;
  }

  /**
   * The process at `atMs`; undefined when it has gone. `round` names the tick: services that share the process
   * get one reading in one round.
   * @throws ParseError, or the system's error when it is there and cannot be read (`EMFILE`)
   */
  read(round: number, atMs: number): ProcessReading | undefined {
    if (round === this.#latestRound) return this.#latest;
    try {
      this.#latest = this.#readNow(atMs);
    } catch (error) {
      // Forbidden: it has changed its owner, and /proc is mounted with hidepid.
      if (!isGone(error) && !isForbidden(error)) throw error;
      this.#latest = undefined;
    }
    this.#latestRound = round;
    if (!this.#keepOpen || this.#latest === undefined) this.close();
    return this.#latest;
  }

  close(): void {
    this.#stat.close();
    this.#statm.close();
    this.#io.close();
    this.#statusFile.close();
    if (this.#filesDirectory !== undefined) closeSync(this.#filesDirectory);
    this.#filesDirectory = undefined;
  }

  #readNow(atMs: number): ProcessReading | undefined {
    const stat = parsePidStat(this.#stat.path, this.#stat.read(), this.#latest?.stat.comm);
    if (stat.startTicks !== this.#startTicks) return undefined;
    const residentPages = parsePidStatm(this.#statm.path, this.#statm.read());
    const io = this.#readIo(atMs);
    if (atMs - this.#slowAtMs >= SLOW_EVERY_MS) {
      this.#slowAtMs = atMs;
      this.#openFiles = this.#countOpenFiles();
      this.#status = this.#readStatus();
    }
    const openFiles = this.#openFiles;
    const status = this.#status;
    return { stat, residentPages, io, openFiles, status };
  }

  /** Asked again once a second where it is forbidden: it may be on its way from root to its own user. */
  #readIo(atMs: number): PidIo | undefined {
    if (atMs < this.#ioForbiddenUntilMs) return undefined;
    try {
      return parsePidIo(this.#io.path, this.#io.read(), this.#ioPlaces);
    } catch (error) {
      if (!isForbidden(error)) throw error;
      this.#ioForbiddenUntilMs = atMs + SLOW_EVERY_MS;
      return undefined;
    }
  }

  #readStatus(): PidStatus | undefined {
    try {
      return parsePidStatus(this.#statusFile.path, this.#statusFile.read(), this.#statusPlaces);
    } catch (error) {
      if (!isForbidden(error)) throw error;
      return undefined;
    }
  }

  /**
   * Since Linux 6.2 the size of /proc/<pid>/fd is the number of descriptors (fs/proc/fd.c, proc_fd_getattr);
   * before that it is 0 and the entries are counted.
   */
  #countOpenFiles(): number | undefined {
    const path = join(this.#directory, 'fd');
    try {
      this.#filesDirectory ??= openSync(path, ONLY_TO_ASK);
      const { size } = fstatSync(this.#filesDirectory);
      return size > 0 ? size : readdirSync(path).length;
    } catch (error) {
      if (!isForbidden(error)) throw error;
      return undefined;
    }
  }
}
