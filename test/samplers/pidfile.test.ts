import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createMatcher, parseSelector } from '../../src/samplers/selector.ts';
import { startPuppet } from '../support/puppet.ts';
import { watchService } from '../support/service-watch.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** The pid that a matcher reads in the file, found by asking it. */
function pidNamedBy(path: string, candidates: readonly number[]): number | undefined {
  const matcher = createMatcher(parseSelector(`pidfile:${path}`));
  matcher.refresh();
  return candidates.find((pid) =>
    matcher.why({
      pid,
      startTicks: 1,
      parentPid: 1,
      comm: '',
      arguments: undefined,
      executableName: undefined,
      cgroups: undefined,
    }),
  );
}

test('what programs write into pid files', (t) => {
  const path = join(temporaryDirectory(t), 'x.pid');
  for (const text of ['4711', '4711\n', '  4711\n', '4711 \n', '4711\n/srv/data\n1690000000\n']) {
    writeFileSync(path, text);
    assert.equal(pidNamedBy(path, [4711]), 4711, JSON.stringify(text));
  }
});

test('what is no pid file names nobody', (t) => {
  const path = join(temporaryDirectory(t), 'x.pid');
  for (const text of ['', '\n', '0\n', '-1\n', 'pid=4711\n', '4711x', '47 11', '\0\0\0', '9'.repeat(100)]) {
    writeFileSync(path, text);
    assert.equal(pidNamedBy(path, [4711, 11, 1, 0]), undefined, JSON.stringify(text));
  }
});

test('neither a FIFO nor a device, a directory or a file that will not be read is waited for', (t) => {
  const directory = temporaryDirectory(t);
  execFileSync('mkfifo', [join(directory, 'fifo')]);
  symlinkSync('loop', join(directory, 'loop'));
  const paths = ['fifo', 'loop', 'absent', '.'].map((name) => join(directory, name));
  const descriptors = readdirSync('/proc/self/fd').length;
  for (const path of [...paths, '/dev/zero', '/dev/tty', '/proc/self/mem', '/x\ny']) {
    assert.equal(pidNamedBy(path, [1, process.pid]), undefined, path);
  }
  assert.equal(readdirSync('/proc/self/fd').length, descriptors);
});

test('a service is followed through its pid file: restarted, stopped, started again', async (t) => {
  const path = join(temporaryDirectory(t), 'x.pid');
  const first = await startPuppet(t);
  const second = await startPuppet(t);
  const watch = watchService(t, `pidfile:${path}`);
  assert.equal(watch.read().members.length, 0, 'it has not started yet');
  const nameInFile = (pid: number) => {
    writeFileSync(`${path}.new`, `${pid}\n`);
    renameSync(`${path}.new`, path);
  };
  nameInFile(first.pid);
  watch.read();
  assert.deepEqual(watch.pids(), [first.pid]);
  nameInFile(second.pid);
  watch.read();
  assert.deepEqual(watch.pids(), [second.pid]);
  rmSync(path);
  const stopped = watch.read();
  assert.deepEqual([stopped.members.length, stopped.joined, stopped.left], [0, 2, 2]);
  nameInFile(first.pid);
  assert.equal(watch.read().joined, 3);
});
