import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DISK_COLUMNS, diskRow } from '../../src/samplers/disk-io.ts';
import type { SystemRow } from '../../src/samplers/system.ts';
import { type NamedRow, named, sampledHost } from '../support/sampler-rows.ts';

const SECTOR = 512;

const diskOf = (row: SystemRow, name: string): NamedRow =>
  named(DISK_COLUMNS, row.disks.get(name) ?? assert.fail(`${name} is not there`));
const ioOf = ({ named: row }: { named: NamedRow }) =>
  ['readSize', 'writeSize', 'readCount', 'writeCount'].map((name) => row[`io.${name}`]);

test('the sums of the leaf disks, since they appeared', (t) => {
  const host = sampledHost(t, 'debian-12');
  assert.deepEqual(ioOf(host.sample()), [20_080 * SECTOR, 64_000 * SECTOR, 1010, 2000]);
  assert.deepEqual(ioOf(host.sample('one-second-later')), [20_480 * SECTOR, 65_056 * SECTOR, 1020, 2104]);
});

test('each disk: how busy it was, and how long an operation took', (t) => {
  const row = sampledHost(t, 'debian-12').sample('one-second-later');
  assert.deepEqual([...row.disks.keys()], ['vda', 'vdb']);
  assert.deepEqual(diskOf(row, 'vda'), {
    readSize: 20_400 * SECTOR,
    writeSize: 65_024 * SECTOR,
    readCount: 1010,
    writeCount: 2100,
    utilization: 25,
    readLatency: 2.5,
    writeLatency: 5,
  });
  const vdb = diskOf(row, 'vdb');
  assert.ok(Number.isNaN(vdb.readLatency), 'nothing was read: there is no latency');
  assert.equal(vdb.writeLatency, 0.5);
});

test('a byte written to LVM on RAID 1 counts once on each of the two disks, not on what lies above', (t) => {
  const host = sampledHost(t, 'lvm-on-raid');
  const before = host.sample();
  const after = host.sample('after-a-write');
  assert.deepEqual([...after.disks.keys()], ['sda', 'sdb']);
  const written = (after.named['io.writeSize'] as number) - (before.named['io.writeSize'] as number);
  assert.equal(written, 2 * 8192 * SECTOR);
  assert.equal((after.named['io.writeCount'] as number) - (before.named['io.writeCount'] as number), 32);
});

test('nvme multipath: the paths count, the disk above them does not', (t) => {
  assert.deepEqual(ioOf(sampledHost(t, 'nvme-multipath').sample()), [
    8400 * SECTOR,
    1680 * SECTOR,
    1050,
    210,
  ]);
});

test('a disk is unplugged, and another takes its name: no sum falls, nothing counts twice', (t) => {
  const host = sampledHost(t, 'replugged-disk');
  assert.deepEqual(ioOf(host.sample()), [102_000 * SECTOR, 304_000 * SECTOR, 5100, 6200]);
  const unplugged = host.sample('unplugged');
  assert.deepEqual(ioOf(unplugged), [102_200 * SECTOR, 304_200 * SECTOR, 5110, 6210]);
  assert.deepEqual([...unplugged.disks.keys()], ['sda']);
  const replugged = host.sample('replugged');
  assert.deepEqual(ioOf(replugged), [102_360 * SECTOR, 304_200 * SECTOR, 5130, 6210]);
  assert.ok(Number.isNaN(diskOf(replugged, 'sdb').utilization), 'it was not there a second ago');
  const later = host.sample('later');
  assert.deepEqual(ioOf(later), [102_440 * SECTOR, 306_248 * SECTOR, 5140, 6220]);
  assert.equal(diskOf(later, 'sdb').utilization, 2);
  assert.equal(diskOf(later, 'sdb').readLatency, 0.5);
});

test('times of 32 bits that start again are differences like any other', () => {
  const counters = (readMs: number, busyMs: number) => [0, 0, 10, 0, readMs, 0, busyMs];
  const row = diskRow(counters(0, 0), [512, 0, 11, 0, 8, 0, 2000], 1000);
  assert.equal(row[4], 100, 'no disk is busier than all the time');
  assert.equal(row[5], 8);
});

test('a machine whose /sys cannot tell stays unread until it can', (t) => {
  const host = sampledHost(t, 'debian-12');
  host.write('proc/diskstats', '8 0 sda 1 0 8 1 1 0 8 1 0 2 2\nthis is no disk\n');
  assert.ok(Number.isNaN(host.sample().named['io.readSize']));
  host.step('one-second-later');
  assert.deepEqual(ioOf(host.sample()), [20_480 * SECTOR, 65_056 * SECTOR, 1020, 2104]);
});
