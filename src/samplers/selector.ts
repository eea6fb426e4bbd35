import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { AgentError } from '../errors.ts';

const KINDS = ['pid', 'pidfile', 'unit', 'cgroup', 'cmd'] as const;
export type SelectorKind = 'name' | (typeof KINDS)[number];

/** Which processes a recording is about: the parsed form of the `server` parameter. */
export interface Selector {
  readonly kind: SelectorKind;
  readonly value: string;
  /** The text it was made of: two selectors with one text are the same. */
  readonly text: string;
}

/** What can be asked of a process to decide whether it matches; each is read only when it is asked for. */
export interface Identity {
  readonly pid: number;
  /** Since boot; with the pid it names a process for good. */
  readonly startTicks: number;
  readonly parentPid: number;
  /** The kernel's command name, at most 15 bytes. */
  readonly comm: string;
  readonly arguments: readonly string[] | undefined;
  readonly executableName: string | undefined;
  readonly cgroups: readonly string[] | undefined;
}

/** The kernel keeps TASK_COMM_LEN - 1 bytes of a name. */
export const COMM_BYTES = 15;
const LONGEST_SELECTOR = 4096;

/**
 * `nginx` is a process name; `pid:4711`, `pidfile:/run/x.pid`, `unit:nginx.service`, `cgroup:/path` and
 * `cmd:text` select otherwise. Any other text with a colon is a name: `php-fpm: pool www` is one.
 * @throws AgentError `invalid_parameter`, about `server`
 */
export function parseSelector(text: string): Selector {
  const invalid = (message: string): AgentError =>
    new AgentError('invalid_parameter', message, { parameter: 'server' });
  if (text.length > LONGEST_SELECTOR)
    throw invalid(`server may have ${LONGEST_SELECTOR} characters at most.`);
  if (text.includes('\0')) throw invalid('server may not hold a NUL character.');
  const kind = KINDS.find((candidate) => text.startsWith(`${candidate}:`));
  if (kind === undefined) return { kind: 'name', value: text, text };
  const value = text.slice(kind.length + 1);
  if (value === '') throw invalid(`server=${kind}: needs a value after the colon.`);
  if (kind === 'pid' && !/^[1-9]\d{0,9}$/.test(value)) {
    throw invalid('server=pid: takes the number of a process, such as pid:4711.');
  }
  if ((kind === 'pidfile' || kind === 'cgroup') && !value.startsWith('/')) {
    throw invalid(`server=${kind}: takes an absolute path, such as ${kind}:/run/x.`);
  }
  return { kind, value, text };
}

/**
 * Makes the test for one selector: why a process matches, in words without anything of its command line; or
 * undefined. The test of a pidfile reads the file anew each time `refresh` was called.
 */
export function createMatcher(selector: Selector): Matcher {
  const { kind, value } = selector;
  const always = (test: Matcher['why']): Matcher => ({ refresh: () => false, why: test });
  switch (kind) {
    case 'name':
      return always(nameTest(value));
    case 'pid':
      return always(pidTest(Number(value)));
    case 'pidfile':
      return pidfileMatcher(value);
    case 'unit':
      return always((process) => unitReason(process, value));
    case 'cgroup': {
      const path = value.length > 1 ? value.replace(/\/+$/, '') : value;
      return always((process) => cgroupReason(process, path));
    }
    case 'cmd':
      return always((process) =>
        process.arguments?.join(' ').includes(value) ? 'its command line holds the text' : undefined,
      );
  }
}

export interface Matcher {
  /** To be called before a round of tests; true when earlier answers may have changed for reasons of its own. */
  refresh(): boolean;
  why(process: Identity): string | undefined;
}

/** Matches the first process that is seen with the pid, and no later one that the kernel gives it to. */
function pidTest(pid: number): Matcher['why'] {
  let startTicks: number | undefined;
  return (process) => {
    if (process.pid !== pid) return undefined;
    startTicks ??= process.startTicks;
    return process.startTicks === startTicks ? 'its pid is the one asked for' : undefined;
  };
}

function nameTest(name: string): Matcher['why'] {
  if (Buffer.byteLength(name) <= COMM_BYTES) {
    return (process) => (process.comm === name ? 'its name is the one asked for' : undefined);
  }
  return (process) => programReason(process, name);
}

/** Why `name` is that of the program that a process runs, whatever it calls itself. */
export function programReason(process: Identity, name: string): string | undefined {
  const first = process.arguments?.[0];
  if (first !== undefined && basename(first) === name) return 'its first argument names that program';
  if (process.executableName === name) return 'its executable has that name';
  return undefined;
}

function unitReason(process: Identity, unit: string): string | undefined {
  const inUnit = process.cgroups?.some((path) => path.split('/').includes(unit));
  return inUnit ? `it is in the control group of ${unit}` : undefined;
}

function cgroupReason(process: Identity, wanted: string): string | undefined {
  const prefix = wanted === '/' ? '/' : `${wanted}/`;
  const inGroup = process.cgroups?.some((path) => path === wanted || path.startsWith(prefix));
  return inGroup ? 'it is in that control group' : undefined;
}

function pidfileMatcher(path: string): Matcher {
  let pid: number | undefined;
  return {
    refresh() {
      const current = readPidfile(path);
      const changed = current !== pid;
      pid = current;
      return changed;
    },
    why: (process) => (process.pid === pid ? 'the pid file names it' : undefined),
  };
}

/** The number a pid file begins with; undefined when there is no such file, or it holds something else. */
function readPidfile(path: string): number | undefined {
  const text = readBeginning(path, 32);
  const match = text === undefined ? null : /^\s*([1-9]\d{0,9})\s/.exec(`${text}\n`);
  return match === null ? undefined : Number(match[1]);
}

/**
 * Reads regular files only, and never waits: the path comes from a client and may name a FIFO, or a device that does
 * something when it is opened, as a watchdog does. Undefined when there is nothing to be read.
 */
function readBeginning(path: string, bytes: number): string | undefined {
  let descriptor: number | undefined;
  try {
    if (!statSync(path).isFile()) return undefined;
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(descriptor).isFile()) return undefined;
    const buffer = Buffer.alloc(bytes);
    return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, bytes, 0));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
