import assert from 'node:assert/strict';
import { uptime } from 'node:os';
import { test } from 'node:test';
import { parseUptime, readUptime } from '../../src/proc/uptime.ts';
import { fixtureHost } from '../support/fixture-host.ts';
import { testMalformed } from '../support/malformed.ts';

test('the seconds since boot, not those that CPUs were idle', (t) => {
  assert.equal(readUptime(fixtureHost(t, 'debian-12').procRoot), 453.21);
});

test("this machine's own lies between what libuv says before and after", () => {
  const before = uptime();
  const own = readUptime('/proc');
  const after = uptime();
  assert.ok(own >= before - 0.02 && own <= after + 0.02, `${before} ${own} ${after}`);
});

test('no such file is the error of the system', (t) => {
  const { procRoot } = fixtureHost(t, 'linux-2.4');
  assert.throws(() => readUptime(procRoot), { code: 'ENOENT' });
});

testMalformed((path, bytes) => parseUptime(path, bytes.toString('latin1')), {
  'an empty file': '',
  'one number without a blank': '453.21',
  'a negative number': '-453.21 1.00\n',
  words: 'long enough\n',
});
