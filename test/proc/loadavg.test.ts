import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLoadavgReader, parseLoadavg } from '../../src/proc/loadavg.ts';
import { fixtureBytes } from '../support/fixture-host.ts';
import { testMalformed } from '../support/malformed.ts';

test('the three averages', () => {
  assert.deepEqual(parseLoadavg('/proc/loadavg', fixtureBytes('debian-12/proc/loadavg')), {
    one: 0.52,
    five: 1.08,
    fifteen: 12.3,
  });
});

test('a load of thousands', () => {
  const { one } = parseLoadavg('/proc/loadavg', Buffer.from('4096.07 1.00 1.00 9000/9001 1\n'));
  assert.equal(one, 4096.07);
});

test("this machine's own", () => {
  const reader = createLoadavgReader('/proc');
  for (const value of Object.values(reader.read())) assert.ok(value >= 0 && value < 1e6);
  reader.close();
});

testMalformed(parseLoadavg, {
  'an empty file': '',
  'two averages': '0.52 1.08\n',
  'whole numbers': '1 2 3 1/2 3\n',
  'one decimal': '0.5 1.0 1.2 1/2 3\n',
  'three decimals': '0.521 1.080 1.200 1/2 3\n',
  'a negative load': '-0.52 1.08 12.30 2/345 6789\n',
  words: 'low low low\n',
});
