import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMeminfoReader, parseMeminfo } from '../../src/proc/meminfo.ts';
import { fixtureBytes, fixtureHost } from '../support/fixture-host.ts';
import { testMalformed } from '../support/malformed.ts';

const KIB = 1024;

test("today's /proc/meminfo", () => {
  assert.deepEqual(parseMeminfo('/proc/meminfo', fixtureBytes('debian-12/proc/meminfo')), {
    totalBytes: 4_000_000 * KIB,
    freeBytes: 500_000 * KIB,
    availableBytes: 3_000_000 * KIB,
    isEstimated: false,
    cacheBytes: (100_000 + 2_000_000 + 300_000) * KIB,
    swapTotalBytes: 1_000_000 * KIB,
    swapFreeBytes: 900_000 * KIB,
  });
});

test('before Linux 3.14 the available memory is estimated', () => {
  const meminfo = parseMeminfo('/proc/meminfo', fixtureBytes('linux-2.6.18/proc/meminfo'));
  assert.equal(meminfo.isEstimated, true);
  assert.equal(meminfo.availableBytes, (200_000 + 50_000 + 300_000) * KIB);
});

test('the estimate does not count shared memory as available, and is never more than there is', () => {
  const text = (shared: number, cached: number) =>
    `MemTotal: 1000 kB\nMemFree: 100 kB\nCached: ${cached} kB\nShmem: ${shared} kB\n`;
  const availableOf = (content: string) =>
    parseMeminfo('/proc/meminfo', Buffer.from(content)).availableBytes / KIB;
  assert.equal(availableOf(text(150, 400)), 350);
  assert.equal(availableOf(text(900, 400)), 100);
  assert.equal(availableOf(text(0, 5000)), 1000);
});

test('a machine without swap and with nothing but the two lines it must have', () => {
  const meminfo = parseMeminfo('/proc/meminfo', Buffer.from('MemTotal: 10 kB\nMemFree: 4 kB\n'));
  assert.equal(meminfo.swapTotalBytes, 0);
  assert.equal(meminfo.cacheBytes, 0);
  assert.equal(meminfo.availableBytes, 4 * KIB);
});

test('lines that only end like a wanted one are not taken for it', () => {
  const text = 'MemTotal: 10 kB\nMemFree: 4 kB\nSwapCached: 7 kB\nXBuffers: 7 kB\n Cached: 7 kB\n';
  assert.equal(parseMeminfo('/proc/meminfo', Buffer.from(text)).cacheBytes, 0);
});

test('the reader follows numbers that change their length, and lines that come and go', (t) => {
  const host = fixtureHost(t, 'debian-12');
  const reader = createMeminfoReader(host.procRoot);
  t.after(() => reader.close());
  const texts = [
    'MemTotal: 1000 kB\nMemFree: 1000 kB\nMemAvailable: 1000 kB\nCached: 100 kB\n',
    'MemTotal: 1000 kB\nMemFree: 9 kB\nMemAvailable: 10 kB\nCached: 99999 kB\n',
    'MemTotal: 1000 kB\nNew: 5 kB\nMemFree: 8 kB\nMemAvailable: 12 kB\nCached: 1 kB\nSwapTotal: 3 kB\n',
    'MemTotal: 1000 kB\nMemFree: 7 kB\n',
  ];
  reader.read();
  for (const text of texts) {
    host.write('proc/meminfo', text);
    assert.deepEqual(reader.read(), parseMeminfo('/proc/meminfo', Buffer.from(text)));
  }
});

testMalformed(parseMeminfo, {
  'an empty file': '',
  'no total': 'MemFree: 5 kB\n',
  'no free': 'MemTotal: 5 kB\n',
  'a total that is no number': 'MemTotal: much kB\nMemFree: 4 kB\n',
  'a line cut in its name': 'MemTotal: 5 kB\nMemFr',
  'a line cut before its number': 'MemTotal: 5 kB\nMemFree:',
  'a negative number': 'MemTotal: 5 kB\nMemFree: -4 kB\n',
});
