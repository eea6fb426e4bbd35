import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { temporaryDirectory } from './temporary-directory.ts';

/** A program that does what the lines of shell say, in place of one that this machine has or has not. */
export function fakeProgram(t: TestContext, name: string, ...lines: readonly string[]): string {
  const path = join(temporaryDirectory(t), name);
  writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(path, 0o755);
  return path;
}
