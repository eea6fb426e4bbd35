import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parsePidStat } from '../../src/proc/pid-stat.ts';
import { fixtureBytes } from '../support/fixture-host.ts';
import { testMalformed } from '../support/malformed.ts';

const parseFixture = (pid: number) =>
  parsePidStat(`/proc/${pid}/stat`, fixtureBytes(`strange-names/proc/${pid}/stat`));

test('every field that is used', () => {
  assert.deepEqual(parseFixture(202), {
    comm: 'httpd',
    state: 'S',
    parentPid: 201,
    utimeTicks: 120,
    stimeTicks: 30,
    childrenTicks: 7 + 5,
    threads: 3,
    startTicks: 1006,
  });
});

for (const [pid, comm] of [
  [101, 'a) (b'],
  [102, 'two\nlines'],
  [103, ')'],
  [105, 'kworker/0:1'],
] as const) {
  test(`the name ${JSON.stringify(comm)} ends at the last parenthesis`, () => {
    const stat = parseFixture(pid);
    assert.equal(stat.comm, comm);
    assert.equal(stat.utimeTicks, 120);
  });
}

test('a name may be empty, or hold bytes that are not UTF-8', () => {
  const rest = ' R 1 1 1 0 -1 0 0 0 0 0 4 3 2 1 20 -5 1 0 99 0 0';
  assert.equal(parsePidStat('/proc/7/stat', Buffer.from(`7 ()${rest}`)).comm, '');
  assert.equal(parsePidStat('/proc/7/stat', Buffer.from(`7 (\xff)${rest}`, 'latin1')).comm, '\ufffd');
  assert.equal(parsePidStat('/proc/7/stat', Buffer.from(`7 (ö)${rest}`)).comm, 'ö');
});

test('the shortest line that Linux 2.6 printed, with a negative nice', () => {
  const line = '7 (x) R 1 1 1 0 -1 0 0 0 0 0 4 3 2 1 20 -5 1 0 99 0 0\n';
  const stat = parsePidStat('/proc/7/stat', Buffer.from(line));
  assert.deepEqual([stat.utimeTicks, stat.stimeTicks, stat.childrenTicks, stat.startTicks], [4, 3, 3, 99]);
});

test("this process's own", () => {
  const stat = parsePidStat('/proc/self/stat', readFileSync('/proc/self/stat'));
  assert.equal(stat.parentPid, process.ppid);
  assert.ok(stat.threads >= 1 && stat.startTicks > 0 && stat.utimeTicks >= 0);
});

testMalformed(parsePidStat, {
  'an empty file': '',
  'no parentheses': '7 x R 1 1 1 0 -1 0 0 0 0 0 4 3 2 1 20 0 1 0 99 0 0\n',
  'no closing parenthesis': '7 (x R 1 1 1 0 -1 0 0 0 0 0 4 3 2 1 20 0 1 0 99 0 0\n',
  'the wrong way round': '7 )x( R 1 1 1 0 -1 0 0 0 0 0 4 3 2 1 20 0 1 0 99 0 0\n',
  'nothing after the name': '7 (x)',
  'a line that was cut': '7 (x) R 1 1 1 0 -1 0 0 0 0 0 4 3 2 1 20 0 1 0',
  'words for numbers': '7 (x) R 1 1 1 0 -1 0 0 0 0 0 many 3 2 1 20 0 1 0 99 0 0\n',
  'a negative time': '7 (x) R 1 1 1 0 -1 0 0 0 0 0 -4 3 2 1 20 0 1 0 99 0 0\n',
});
