import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { TestContext } from 'node:test';
import { temporaryDirectory } from './temporary-directory.ts';

const HOSTS = join(import.meta.dirname, '../fixtures/hosts');

/** A machine of test/fixtures/hosts: its /proc and /sys, copied so that they can change. */
export interface FixtureHost {
  readonly procRoot: string;
  readonly sysRoot: string;
  /** Time passes: the files of `steps/<name>` take the place of those that are there. */
  step(name: string): void;
  /** Overwrites, or makes, one file, such as `proc/stat`. Open descriptors see it, as they do in the kernel's /proc. */
  write(path: string, text: string | Uint8Array): void;
}

export function fixtureHost(t: TestContext, name: string): FixtureHost {
  const root = temporaryDirectory(t);
  const source = join(HOSTS, name);
  for (const part of ['proc', 'sys']) {
    const from = join(source, part);
    if (existsSync(from)) cpSync(from, join(root, part), { recursive: true, verbatimSymlinks: true });
  }
  const write = (path: string, text: string | Uint8Array) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  return {
    procRoot: join(root, 'proc'),
    sysRoot: join(root, 'sys'),
    step(step) {
      const changes = join(source, 'steps', step);
      for (const path of filesIn(changes)) write(relative(changes, path), readFileSync(path));
    },
    write,
  };
}

/** One file of a fixture, as bytes. */
export function fixtureBytes(path: string): Buffer {
  return readFileSync(join(HOSTS, path));
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
