import { readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type PidStat, parsePidStat } from './pid-stat.ts';

/**
 * The errors that mean "no longer there" (a process ends whenever it likes; ESRCH is what a read gives when it
 * ended after the file was opened) or "nothing to see" (a kernel thread has no executable).
 */
export function isGone(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ESRCH';
}

/** EACCES and EPERM: the process belongs to somebody else, or /proc is mounted with hidepid. */
export function isForbidden(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'EACCES' || code === 'EPERM';
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** What `read` gives, or undefined when the process has gone or does not show it to us. */
function unlessHidden<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (isGone(error) || isForbidden(error)) return undefined;
    throw error;
  }
}

/** The pids in `<procRoot>`. In the order of their names, not of their numbers. */
export function pidsIn(names: readonly string[]): number[] {
  const pids: number[] = [];
  for (const name of names) {
    const first = name.charCodeAt(0);
    if (first >= 49 && first <= 57) pids.push(Number(name));
  }
  return pids;
}

/** /proc/<pid>/stat, or undefined when there is no such process (any more). */
export function readPidStat(procRoot: string, pid: number): PidStat | undefined {
  const path = join(procRoot, String(pid), 'stat');
  return unlessHidden(() => parsePidStat(path, readFileSync(path)));
}

/** The arguments of /proc/<pid>/cmdline; empty for a kernel thread, undefined when hidden or gone. */
export function readArguments(procRoot: string, pid: number): readonly string[] | undefined {
  const text = unlessHidden(() => readFileSync(join(procRoot, String(pid), 'cmdline'), 'utf8'));
  if (text === undefined) return undefined;
  // A process that set its title may have left one text with no NUL at all.
  return text.split('\0').filter((argument, index, all) => index < all.length - 1 || argument !== '');
}

/** The file name of /proc/<pid>/exe, without the mark the kernel adds once the file was replaced. */
export function readExecutableName(procRoot: string, pid: number): string | undefined {
  const target = unlessHidden(() => readlinkSync(join(procRoot, String(pid), 'exe')));
  return target === undefined ? undefined : basename(target.replace(/ \(deleted\)$/, ''));
}

/**
 * The control groups in the text of /proc/<pid>/cgroup, cgroups(7): one path a hierarchy in version 1, the one
 * after `0::` in version 2.
 */
export function parseCgroups(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.split(':').slice(2).join(':'))
    .filter((path) => path.startsWith('/'));
}

/** The control groups that a process is in; undefined when hidden or gone. */
export function readCgroups(procRoot: string, pid: number): readonly string[] | undefined {
  const text = unlessHidden(() => readFileSync(join(procRoot, String(pid), 'cgroup'), 'utf8'));
  return text === undefined ? undefined : parseCgroups(text);
}
