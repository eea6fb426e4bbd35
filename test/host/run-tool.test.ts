import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { runTool } from '../../src/host/run-tool.ts';
import { fakeProgram } from '../support/fake-program.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const never = new AbortController().signal;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(5);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('what a program writes', async () => {
  assert.deepEqual(await runTool('printf', ['%s|', 'a b', '$HOME'], never), {
    kind: 'output',
    text: 'a b|$HOME|',
  });
});

test('it runs in the C locale and sees PATH and nothing else of our environment', async (t) => {
  process.env.LIBSMARTCOLS_JSON = 'lines';
  t.after(() => delete process.env.LIBSMARTCOLS_JSON);
  const answer = await runTool('env', [], never);
  assert.ok(answer.kind === 'output');
  const names = answer.text
    .trim()
    .split('\n')
    .map((line) => line.replace(/=.*/, ''));
  assert.deepEqual(names.sort(), ['LC_ALL', 'PATH']);
  assert.match(answer.text, /^LC_ALL=C$/m);
});

test('a program that is not there, and one that may not be run', async (t) => {
  assert.deepEqual(await runTool('/nowhere/tool', [], never), {
    kind: 'absent',
    reason: '/nowhere/tool is not installed',
  });
  const path = join(temporaryDirectory(t), 'tool');
  writeFileSync(path, '#!/bin/sh\n', { mode: 0o644 });
  assert.deepEqual(await runTool(path, [], never), {
    kind: 'absent',
    reason: `${path} may not be run by this user`,
  });
});

test('a program that fails says why in its first line', async (t) => {
  const path = fakeProgram(t, 'tool', 'echo "tool: no luck" >&2', 'echo "more" >&2', 'exit 3');
  assert.deepEqual(await runTool(path, [], never), {
    kind: 'failed',
    reason: `${path} ended with 3: tool: no luck`,
  });
  const killed = fakeProgram(t, 'tool', 'kill -TERM $$');
  assert.deepEqual(await runTool(killed, [], never), {
    kind: 'failed',
    reason: `${killed} was ended by SIGTERM`,
  });
});

test('a program that says too much is ended', async () => {
  const answer = await runTool('yes', [], never);
  assert.equal(answer.kind, 'failed');
});

test('a program that hangs is killed when the signal says so, even one that ignores requests to end', async (t) => {
  const pidFile = join(temporaryDirectory(t), 'pid');
  const path = fakeProgram(
    t,
    'tool',
    'trap "" TERM',
    `echo $$ > ${pidFile}.new`,
    `mv ${pidFile}.new ${pidFile}`,
    'exec sleep 600',
  );
  const enough = new AbortController();
  const answer = runTool(path, [], enough.signal);
  await until(() => existsSync(pidFile));
  const pid = Number(readFileSync(pidFile, 'utf8'));
  assert.ok(isRunning(pid));
  enough.abort();
  assert.deepEqual(await answer, { kind: 'silent', reason: `${path} gave no answer in time and was ended` });
  await until(() => !isRunning(pid));
});

test('what may not be run at all is a failure, not an exception', async () => {
  const answer = await runTool('printf', ['a\0b'], never);
  assert.equal(answer.kind, 'failed');
});
