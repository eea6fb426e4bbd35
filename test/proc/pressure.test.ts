import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPressureReader, PRESSURE_RESOURCES, parsePressure } from '../../src/proc/pressure.ts';
import { fixtureBytes, fixtureHost } from '../support/fixture-host.ts';
import { testMalformed } from '../support/malformed.ts';

test('the microseconds in which some task waited, not those in which all did', () => {
  const parse = (resource: string) =>
    parsePressure('/proc/pressure/x', fixtureBytes(`debian-12/proc/pressure/${resource}`));
  assert.deepEqual(PRESSURE_RESOURCES.map(parse), [1_000_000, 0, 2_500_000]);
});

test('before Linux 5.13 the cpu has no "full" line', () => {
  const text = 'some avg10=0.00 avg60=0.00 avg300=0.00 total=123456789012\n';
  assert.equal(parsePressure('/proc/pressure/cpu', Buffer.from(text)), 123_456_789_012);
});

test('a kernel without pressure is the error of the system', (t) => {
  const { procRoot } = fixtureHost(t, 'linux-2.6.18');
  assert.throws(() => createPressureReader(procRoot, 'io').read(), { code: 'ENOENT' });
});

testMalformed(parsePressure, {
  'an empty file': '',
  'no "some" line': 'full avg10=0.00 avg60=0.00 avg300=0.00 total=7\n',
  'no total': 'some avg10=0.00 avg60=0.00 avg300=0.00\n',
  'a total of another line': 'some avg10=0.00\nfull avg10=0.00 total=7\n',
  'a total that is no number': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=x\n',
});
