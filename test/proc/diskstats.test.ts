import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDiskstatsReader, parseDiskstats } from '../../src/proc/diskstats.ts';
import { fixtureBytes, fixtureHost } from '../support/fixture-host.ts';
import { testMalformed } from '../support/malformed.ts';

const parseFixture = (path: string) => parseDiskstats('/proc/diskstats', fixtureBytes(path));

test("today's twenty columns", () => {
  const disks = parseFixture('debian-12/proc/diskstats');
  assert.deepEqual(
    disks.map(({ name }) => name),
    ['loop0', 'sr0', 'vda', 'vda1', 'vdb', 'zram0'],
  );
  assert.deepEqual(disks[2], {
    name: 'vda',
    readCount: 1000,
    readSectors: 20_000,
    readMs: 3000,
    writeCount: 2000,
    writeSectors: 64_000,
    writeMs: 9000,
    busyMs: 5000,
  });
});

test('fourteen columns, as before Linux 4.18', () => {
  const disks = parseFixture('lvm-on-raid/proc/diskstats');
  assert.equal(disks.length, 7);
  assert.equal(disks.at(-1)?.busyMs, 600);
});

test('partitions of Linux 2.6.18 have four counters and are left out; whole disks are read', () => {
  const disks = parseFixture('linux-2.6.18/proc/diskstats');
  assert.deepEqual(
    disks.map(({ name, readSectors }) => [name, readSectors]),
    [
      ['ram0', 0],
      ['hda', 42_000],
      ['hdc', 24],
    ],
  );
});

test('only what is wanted is read, however the rest looks', () => {
  const text = '8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n9 1 odd x\n8 16 sdb 2 2 3 4 5 6 7 8 9 10 11\n';
  const asked: string[] = [];
  const disks = parseDiskstats('/proc/diskstats', Buffer.from(text), (name) => {
    asked.push(name);
    return name === 'sdb';
  });
  assert.deepEqual(asked, ['sda', 'odd', 'sdb']);
  assert.deepEqual(
    disks.map(({ name, readCount }) => [name, readCount]),
    [['sdb', 2]],
  );
});

test('a machine without disks has an empty file', () => {
  assert.deepEqual(parseDiskstats('/proc/diskstats', Buffer.alloc(0)), []);
});

test('the reader keeps names apart when devices come, go and change places', (t) => {
  const host = fixtureHost(t, 'replugged-disk');
  const reader = createDiskstatsReader(host.procRoot);
  t.after(() => reader.close());
  const names = () => reader.read(() => true).map(({ name }) => name);
  assert.deepEqual(names(), ['sda', 'sdb']);
  host.step('unplugged');
  assert.deepEqual(names(), ['sda']);
  host.step('replugged');
  assert.deepEqual(names(), ['sda', 'sdb']);
  host.write('proc/diskstats', '8 16 sdb 1 2 3 4 5 6 7 8 9 10 11\n8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n');
  assert.deepEqual(names(), ['sdb', 'sda']);
  host.write('proc/diskstats', '8 16 sdb1 1 2 3 4 5 6 7 8 9 10 11\n8 0 sd 1 2 3 4 5 6 7 8 9 10 11\n');
  assert.deepEqual(names(), ['sdb1', 'sd']);
});

testMalformed(parseDiskstats, {
  'an empty line': '8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n\n',
  'no name': '8 0\n',
  'a word for a counter': '8 0 sda 1 2 three 4 5 6 7 8 9 10 11\n',
  'three counters': '8 1 sda1 1 2 3\n',
  'nine counters': '8 0 sda 1 2 3 4 5 6 7 8 9\n',
  'a negative counter': '8 0 sda 1 2 3 4 -5 6 7 8 9 10 11\n',
});
