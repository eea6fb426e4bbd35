import { readMountinfo } from '../proc/mountinfo.ts';
import { visibleMounts } from '../proc/visible-mounts.ts';
import { type FileSystemMount, selectFileSystems } from './file-system-mounts.ts';
import { type Space, type Statfs, statfs as statfsOfThisHost } from './statfs.ts';

/** One mounted file system. Sizes are `undefined` when they could not be asked; `problem` then says why. */
export interface Filesystem {
  readonly mountPoint: string;
  readonly device: string;
  readonly fsType: string;
  readonly totalBytes: number | undefined;
  /** All that is not free, root's reserve not counted as used. */
  readonly usedBytes: number | undefined;
  /** What everybody may still use: without root's reserve, so used + free can be less than total. */
  readonly freeBytes: number | undefined;
  /** used / (used + free), as df prints it, but not rounded up to a whole percent. */
  readonly percent: number | undefined;
  /** It was asked, and has given no answer within the time limit, up to now. */
  readonly stuck: boolean;
  readonly problem: string | undefined;
}

export interface FilesystemsOptions {
  readonly procRoot: string;
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
  readonly timeLimitMs: number;
  /** Whether those that another machine serves are listed too. */
  readonly includeNetwork?: boolean;
  readonly statfs?: Statfs;
}

export interface Filesystems {
  /** The last known answer, at once. Empty before the first `refresh`. */
  current(): readonly Filesystem[];
  /** Asks again. Never rejects, and resolves within the time limit, answered or not. */
  refresh(): Promise<void>;
  /** Why the list itself could not be read, when it could not. */
  problem(): string | undefined;
  /**
   * Asks no more, and ends what can be ended: a question in a thread of node's cannot, and holds up
   * `process.exit`.
   */
  close(): void;
}

/** Of node's four threads (or of our processes) at most this many ever wait for a file system… */
const MOST_PENDING = 2;
/**
 * …and only one of them for a server, so that no number of dead servers keeps the local disks from being
 * asked.
 */
const MOST_PENDING_SERVERS = 1;

function unanswered(mount: FileSystemMount, problem: string, stuck = false): Filesystem {
  const { mountPoint, device, fsType } = mount;
  const sizes = { totalBytes: undefined, usedBytes: undefined, freeBytes: undefined, percent: undefined };
  return { mountPoint, device, fsType, ...sizes, stuck, problem };
}

function answered(mount: FileSystemMount, space: Space): Filesystem {
  const { mountPoint, device, fsType } = mount;
  const usedBlocks = space.blocks > space.freeBlocks ? space.blocks - space.freeBlocks : 0n;
  const usableBlocks = usedBlocks + space.availableBlocks;
  return {
    mountPoint,
    device,
    fsType,
    totalBytes: Number(space.blocks * space.blockBytes),
    usedBytes: Number(usedBlocks * space.blockBytes),
    freeBytes: Number(space.availableBlocks * space.blockBytes),
    percent: usableBlocks === 0n ? undefined : (100 * Number(usedBlocks)) / Number(usableBlocks),
    stuck: false,
    problem: undefined,
  };
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The space of the mounted file systems, asked without ever waiting for one that does not answer (statfs on a
 * dead server blocks for ever): a mount has at most one question pending, and one that is late is reported as
 * stuck until its answer comes, which may be hours later and needs nobody to ask again.
 */
export function createFilesystems(options: FilesystemsOptions): Filesystems {
  const { procRoot, now, timeLimitMs, includeNetwork = false, statfs = statfsOfThisHost } = options;
  const closing = new AbortController();
  /** By key, as all that follows. In the order of the mount table. */
  let mounts: ReadonlyMap<string, FileSystemMount> = new Map();
  const known = new Map<string, Filesystem>();
  let listProblem: string | undefined;
  let underway: Promise<void> | undefined;
  /** Waiting to be asked, with what to call when that is done. */
  const waiting = new Map<FileSystemMount, () => void>();
  const pending = new Map<string, { readonly mount: FileSystemMount; readonly sinceMs: number }>();

  function mayAsk(mount: FileSystemMount): boolean {
    if (pending.size >= MOST_PENDING) return false;
    const servers = Array.from(pending.values()).filter((question) => question.mount.answeredByServer).length;
    return !mount.answeredByServer || servers < MOST_PENDING_SERVERS;
  }

  function learn({ key }: FileSystemMount, row: Filesystem | undefined): void {
    if (row === undefined) known.delete(key);
    else known.set(key, row);
  }

  async function ask(mount: FileSystemMount): Promise<void> {
    pending.set(mount.key, { mount, sinceMs: now() });
    try {
      const space = await statfs(mount, closing.signal);
      // A file system without blocks has no space to tell of; df leaves it out too.
      learn(mount, space.blocks === 0n ? undefined : answered(mount, space));
    } catch (error) {
      // ENOENT: unmounted since the list was read.
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      learn(mount, isGone ? undefined : unanswered(mount, describeError(error)));
    } finally {
      pending.delete(mount.key);
    }
  }

  function askNext(): void {
    if (closing.signal.aborted) return;
    for (const [mount, done] of waiting) {
      if (!mayAsk(mount)) continue;
      waiting.delete(mount);
      void ask(mount).then(() => {
        askNext();
        done();
      });
    }
  }

  async function readList(): Promise<void> {
    try {
      const listed = selectFileSystems(visibleMounts(await readMountinfo(procRoot)), includeNetwork);
      mounts = new Map(listed.map((mount) => [mount.key, mount]));
      // What was unmounted is not shown in any case; this is so that it is not kept for ever.
      for (const key of known.keys()) if (!mounts.has(key)) known.delete(key);
      listProblem = undefined;
    } catch (error) {
      listProblem = `the list of mounts could not be read: ${describeError(error)}`;
    }
  }

  /** Settles when every mount that was free to be asked has answered, which may be never. */
  async function askAll(): Promise<void> {
    await readList();
    waiting.clear();
    const answers = Array.from(mounts.values())
      .filter((mount) => !pending.has(mount.key))
      .map((mount) => new Promise<void>((done) => waiting.set(mount, done)));
    askNext();
    await Promise.all(answers);
  }

  function withinLimit(work: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        closing.signal.removeEventListener('abort', finish);
        resolve();
      };
      const timer = setTimeout(finish, timeLimitMs);
      closing.signal.addEventListener('abort', finish);
      void work.then(finish);
    });
  }

  function describe(mount: FileSystemMount, atMs: number): Filesystem | undefined {
    const row = known.get(mount.key);
    const question = pending.get(mount.key);
    // Never answered, and the refresh that wanted to know is over: say so rather than leave it out.
    const isOpen = row === undefined && underway === undefined;
    if (question && (isOpen || atMs - question.sinceMs >= timeLimitMs)) {
      return unanswered(mount, `statfs gives no answer within ${timeLimitMs} ms`, true);
    }
    return isOpen && waiting.has(mount) ? unanswered(mount, 'not asked yet: others do not answer') : row;
  }

  return {
    current() {
      const atMs = now();
      return Array.from(mounts.values(), (mount) => describe(mount, atMs)).filter((row) => row !== undefined);
    },
    refresh() {
      if (closing.signal.aborted) return Promise.resolve();
      underway ??= withinLimit(askAll()).finally(() => {
        underway = undefined;
      });
      return underway;
    },
    problem: () => listProblem,
    close() {
      waiting.clear();
      closing.abort();
    },
  };
}
