import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNetDevReader, parseNetDev } from '../../src/proc/net-dev.ts';
import { fixtureBytes, fixtureHost } from '../support/fixture-host.ts';
import { testMalformed } from '../support/malformed.ts';

const HEADER = 'Inter-|   Receive  |  Transmit\n face |bytes    packets |bytes    packets\n';
const parse = (text: string) => parseNetDev('/proc/net/dev', Buffer.from(text));

test('the interfaces with bytes and packets of both ways', () => {
  const interfaces = parseNetDev('/proc/net/dev', fixtureBytes('debian-12/proc/net/dev'));
  assert.deepEqual(
    interfaces.map(({ name }) => name),
    ['lo', 'eth0', 'docker0', 'veth1a2b'],
  );
  assert.deepEqual(interfaces[1], {
    name: 'eth0',
    rxBytes: 494_542_958,
    rxPackets: 11_367,
    txBytes: 653_456,
    txPackets: 6854,
  });
});

test('no blank after the colon, and an alias with a colon in its name', () => {
  const interfaces = parseNetDev('/proc/net/dev', fixtureBytes('linux-2.6.18/proc/net/dev'));
  assert.deepEqual(
    interfaces.map(({ name, rxBytes, txBytes }) => [name, rxBytes, txBytes]),
    [
      ['lo', 100, 100],
      ['eth0', 1_234_567_890, 987_654_321],
      ['eth0:1', 5, 6],
    ],
  );
});

test('only what is wanted is read', () => {
  const text = `${HEADER}odd: x\n  lo: 1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0\n`;
  const interfaces = parseNetDev('/proc/net/dev', Buffer.from(text), (name) => name === 'lo');
  assert.deepEqual(interfaces, [{ name: 'lo', rxBytes: 1, rxPackets: 2, txBytes: 3, txPackets: 4 }]);
});

test('a network namespace without interfaces has the header only', () => {
  assert.deepEqual(parse(HEADER), []);
  assert.deepEqual(parse(''), []);
});

test('the reader keeps names apart that begin alike', (t) => {
  const host = fixtureHost(t, 'debian-12');
  const reader = createNetDevReader(host.procRoot);
  t.after(() => reader.close());
  const numbers = '1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0';
  for (const head of ['eth0: ', 'eth0:', 'eth0:1: ', 'eth0:1:', 'eth01: ', 'eth0: ']) {
    host.write('proc/net/dev', `${HEADER}${head}${numbers}\n`);
    const [device] = reader.read(() => true);
    assert.deepEqual([device?.name, device?.rxBytes], [head.trim().slice(0, -1), 1], head);
  }
});

test("this machine's own has a loopback", () => {
  const reader = createNetDevReader('/proc');
  assert.ok(reader.read(() => true).some(({ name }) => name === 'lo'));
  reader.close();
});

testMalformed(parseNetDev, {
  'no colon': `${HEADER}eth0 1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0\n`,
  'no name': `${HEADER}  : 1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0\n`,
  'an empty line': `${HEADER}\n`,
  'words for numbers': `${HEADER}eth0: one two\n`,
  'only what was received': `${HEADER}eth0: 1 2 0 0 0 0 0 0\n`,
  'nine numbers': `${HEADER}eth0: 1 2 0 0 0 0 0 0 3\n`,
});
