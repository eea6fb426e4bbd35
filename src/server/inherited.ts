/** Listening sockets that whoever started the process has opened for it. */
import { readFileSync, readlinkSync } from 'node:fs';

/** The first descriptor of socket activation: sd_listen_fds(3). */
const FIRST_DESCRIPTOR = 3;

/**
 * The descriptors that systemd, or `systemd-socket-activate`, passed to this very process. Takes the
 * variables out of the environment, so that no child believes they are meant for it.
 */
export function takeActivatedDescriptors(environment: NodeJS.ProcessEnv, pid: number): number[] {
  const count = Number(environment.LISTEN_FDS ?? 0);
  const isForUs = environment.LISTEN_PID === String(pid);
  delete environment.LISTEN_FDS;
  delete environment.LISTEN_PID;
  delete environment.LISTEN_FDNAMES;
  if (!isForUs || !Number.isInteger(count) || count < 1) return [];
  return Array.from({ length: count }, (_, index) => FIRST_DESCRIPTOR + index);
}

/**
 * Whether the descriptor is a socket that listens, as spawn-fcgi gives one in place of standard input.
 * Node cannot ask the socket itself; the kernel's socket tables tell.
 */
export function isListeningSocket(fd: number): boolean {
  const inode = socketInode(fd);
  if (inode === undefined) return false;
  return isListeningUnix(inode) || isListeningTcp(inode, 'tcp') || isListeningTcp(inode, 'tcp6');
}

function socketInode(fd: number): string | undefined {
  return /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/self/fd/${fd}`) ?? '')?.[1];
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    // The descriptor is closed.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Columns: Num, RefCount, Protocol, Flags, Type, St, Inode, Path; __SO_ACCEPTCON is 0x10000. */
function isListeningUnix(inode: string): boolean {
  return rowsOf('unix').some(
    ([, , , flags = '0', , , rowInode]) => rowInode === inode && (Number.parseInt(flags, 16) & 0x10000) !== 0,
  );
}

/** Column 3 is the state, 0A being LISTEN; column 9 the inode: proc_net_tcp in the kernel's documentation. */
function isListeningTcp(inode: string, table: 'tcp' | 'tcp6'): boolean {
  return rowsOf(table).some((row) => row[3] === '0A' && row[9] === inode);
}

function rowsOf(table: string): string[][] {
  try {
    const lines = readFileSync(`/proc/self/net/${table}`, 'utf8').trimEnd().split('\n');
    return lines.slice(1).map((line) => line.trim().split(/\s+/));
  } catch (error) {
    // A kernel without IPv6 has no tcp6.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
