import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  parseCgroups,
  pidsIn,
  readArguments,
  readCgroups,
  readExecutableName,
  readPidStat,
} from '../../src/proc/pid-identity.ts';
import { fixtureHost } from '../support/fixture-host.ts';
import { startPuppet } from '../support/puppet.ts';

test('the pids among the names of /proc', () => {
  assert.deepEqual(
    pidsIn(['.', '..', '1', '4711', 'self', 'acpi', '0', 'thread-self', '32768']),
    [1, 4711, 32_768],
  );
});

test('arguments: as they are, as one title, with an empty last one, of a kernel thread', (t) => {
  const { procRoot } = fixtureHost(t, 'strange-names');
  assert.deepEqual(readArguments(procRoot, 101), ['evil', '--x=) (y']);
  assert.deepEqual(readArguments(procRoot, 103), ['title without a NUL']);
  assert.deepEqual(readArguments(procRoot, 104), ['/usr/lib/x/a-very-long-name-indeed', '-D', '']);
  assert.deepEqual(readArguments(procRoot, 105), []);
});

test('the name of the executable, also of one that was replaced; none of a kernel thread', (t) => {
  const { procRoot } = fixtureHost(t, 'strange-names');
  assert.equal(readExecutableName(procRoot, 202), 'httpd');
  assert.equal(readExecutableName(procRoot, 102), 'another-long-executable');
  assert.equal(readExecutableName(procRoot, 105), undefined);
});

test('control groups of version 1 and of both versions at once', (t) => {
  const { procRoot } = fixtureHost(t, 'strange-names');
  assert.deepEqual(readCgroups(procRoot, 104), ['/docker/abc', '/']);
  assert.deepEqual(new Set(readCgroups(procRoot, 201)), new Set(['/system.slice/httpd.service']));
  assert.equal(readCgroups(procRoot, 201)?.length, 4);
});

test('control groups of version 2, with a colon in the path', (t) => {
  const { procRoot } = fixtureHost(t, 'strange-names');
  assert.deepEqual(readCgroups(procRoot, 103), ['/kubepods/pod:1/x']);
  assert.deepEqual(readCgroups(procRoot, 105), ['/']);
});

test('lines that are no control groups are none', () => {
  assert.deepEqual(parseCgroups(''), []);
  assert.deepEqual(parseCgroups('nonsense\n1:cpu\n::\n2:x:relative\n'), []);
});

test('a process that is not there is undefined in every respect', (t) => {
  const { procRoot } = fixtureHost(t, 'strange-names');
  for (const read of [readPidStat, readArguments, readExecutableName, readCgroups]) {
    assert.equal(read(procRoot, 999), undefined);
  }
});

test('a real process, from its beginning to its end', async (t) => {
  const { pid, end } = await startPuppet(t, { argv0: 'a real one' });
  assert.deepEqual(readArguments('/proc', pid)?.slice(0, 2), ['a real one', '-c']);
  assert.equal(readPidStat('/proc', pid)?.parentPid, process.pid);
  assert.equal(typeof readExecutableName('/proc', pid), 'string');
  assert.ok(readCgroups('/proc', pid));
  await end();
  assert.equal(readPidStat('/proc', pid), undefined);
  assert.equal(readArguments('/proc', pid), undefined);
});
