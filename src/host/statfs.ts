import { statfs as statfsInPool } from 'node:fs/promises';
import { ParseError } from '../proc/parse-error.ts';
import type { FileSystemMount } from './file-system-mounts.ts';
import { runTool } from './run-tool.ts';

/** What statfs(2) counts, in blocks. */
export interface Space {
  readonly blockBytes: bigint;
  readonly blocks: bigint;
  readonly freeBlocks: bigint;
  /** Free to everybody: the free ones without those reserved for root. */
  readonly availableBlocks: bigint;
}

/**
 * Asks one mount. Rejects with the code `ENOENT` when the mount point is gone, and with any other error when
 * it cannot be asked; may never settle. What can be ended when the signal is aborted, is.
 */
export type Statfs = (mount: FileSystemMount, signal: AbortSignal) => Promise<Space>;

/** In one of libuv's four threads. The kernel's own file systems count blocks in `bsize`. */
async function askKernel({ mountPoint }: FileSystemMount): Promise<Space> {
  const { bsize, blocks, bfree, bavail } = await statfsInPool(mountPoint, { bigint: true });
  return { blockBytes: bsize, blocks, freeBlocks: bfree, availableBlocks: bavail };
}

/**
 * The output of `stat -f -c '%S %b %f %a'`: bytes in a block, blocks, free, available.
 * @throws ParseError
 */
export function parseStatOutput(output: string): Space {
  const match = /^(\d{1,20}) (\d{1,20}) (\d{1,20}) (-?\d{1,20})\n?$/.exec(output);
  if (!match) throw new ParseError('stat -f', output);
  const count = (group: number) => BigInt(match[group] ?? 0);
  // Some servers let root's reserve run below zero.
  const availableBlocks = count(4) < 0n ? 0n : count(4);
  return { blockBytes: count(1), blocks: count(2), freeBlocks: count(3), availableBlocks };
}

/**
 * In a process of its own, stat(1), for two reasons. A thread of node's that waits for a dead server can be
 * ended by nobody, and even `process.exit` waits for it; a process can be killed. And servers may name a
 * transfer size that is not the size of their blocks, which node 20's statfs does not tell apart
 * (github.com/nodejs/node/pull/62277).
 */
async function askServer({ mountPoint }: FileSystemMount, signal: AbortSignal): Promise<Space> {
  const answer = await runTool('stat', ['-f', '-c', '%S %b %f %a', '--', mountPoint], signal);
  if (answer.kind === 'output') return parseStatOutput(answer.text);
  const code = answer.reason.endsWith(': No such file or directory') ? 'ENOENT' : answer.kind;
  throw Object.assign(new Error(answer.reason), { code });
}

export const statfs: Statfs = (mount, signal) =>
  mount.answeredByServer ? askServer(mount, signal) : askKernel(mount);
