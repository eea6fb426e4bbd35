import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Contender } from './rounds.ts';

/** `scripts/bench` starts us in the repository's root. */
export const ROOT = resolve('.');
export const RESULTS = join(ROOT, 'bench-results');
const SOURCES = join(ROOT, 'test/bench/programs');
const COMPILED = join(RESULTS, 'build/test/bench/programs');

/** Debian's own: psutil is installed for it, not for a python that may come first in the path. */
const PYTHON = '/usr/bin/python3';

/** What the agent's first line tells the engine. */
export function engineFlags(): string[] {
  const [first = ''] = readFileSync(join(ROOT, 'src/cli/main.ts'), 'latin1').split('\n', 1);
  return first
    .replace(/^.* node ?/, '')
    .split(' ')
    .filter(Boolean);
}

/** A program of ours, compiled and run as the agent is. Its garbage collector can be called. */
export function ourProgram(name: string, args: readonly string[] = []): Contender {
  return {
    name: 'sysinfo-agent',
    command: process.execPath,
    args: [...engineFlags(), '--expose-gc', join(COMPILED, `${name}.js`), ...args],
  };
}

export function pythonProgram(name: string, file: string, args: readonly string[] = []): Contender {
  return { name, command: PYTHON, args: [pythonSource(file), ...args] };
}

export function pythonSource(file: string): string {
  return join(SOURCES, `${file}.py`);
}

/** Compiles a C source of `programs/` and answers the path of what came of it. */
export function compileC(file: string, libraries: readonly string[] = []): string {
  const directory = join(RESULTS, 'build/c');
  mkdirSync(directory, { recursive: true });
  const target = join(directory, file);
  const linked = libraries.map((library) => `-l${library}`);
  execFileSync('cc', ['-O2', '-Wall', '-Werror', '-o', target, join(SOURCES, `${file}.c`), ...linked]);
  return target;
}
