import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseDiskstats } from '../../src/proc/diskstats.ts';
import { chooseLeafDisks } from '../../src/samplers/leaf-disks.ts';
import { fixtureBytes, fixtureHost } from '../support/fixture-host.ts';

const namesOf = (host: string) =>
  parseDiskstats('/proc/diskstats', fixtureBytes(`${host}/proc/diskstats`)).map(({ name }) => name);

for (const [host, leaves] of [
  ['debian-12', ['vda', 'vdb']],
  ['lvm-on-raid', ['sda', 'sdb']],
  ['nvme-multipath', ['nvme0c0n1', 'nvme0c1n1', 'nvme1n1']],
  ['replugged-disk', ['sda', 'sdb']],
] as const) {
  test(`the leaves of ${host}`, (t) => {
    const { sysRoot } = fixtureHost(t, host);
    assert.deepEqual([...chooseLeafDisks(sysRoot, namesOf(host))], leaves);
  });
}

test('a disk has an empty directory of slaves; what is stacked, whatever its name, has not', (t) => {
  const { sysRoot } = fixtureHost(t, 'replugged-disk');
  mkdirSync(join(sysRoot, 'block/sda/slaves'));
  mkdirSync(join(sysRoot, 'block/bcache0/slaves/sda'), { recursive: true });
  assert.deepEqual([...chooseLeafDisks(sysRoot, ['sda', 'bcache0'])], ['sda']);
});

test('a slash in a name is an exclamation mark in /sys', (t) => {
  const { sysRoot } = fixtureHost(t, 'replugged-disk');
  mkdirSync(join(sysRoot, 'block/cciss!c0d0'));
  assert.deepEqual([...chooseLeafDisks(sysRoot, ['cciss/c0d0', 'cciss/c0d0p1'])], ['cciss/c0d0']);
});

test('a whole disk may have the name of a partition, as those of Xen', (t) => {
  const { sysRoot } = fixtureHost(t, 'replugged-disk');
  mkdirSync(join(sysRoot, 'block/xvda1'));
  assert.deepEqual([...chooseLeafDisks(sysRoot, ['xvda1', 'xvdb1'])], ['xvda1']);
});

test('without /sys names alone decide', (t) => {
  const { sysRoot } = fixtureHost(t, 'linux-2.6.18');
  rmSync(sysRoot, { recursive: true, force: true });
  const disks = ['sda', 'hdb', 'xvdc', 'vdaa', 'nvme0n1', 'mmcblk0', 'nbd3'];
  const others = ['sda1', 'hdb12', 'xvdc3', 'vdaa2', 'nvme0n1p1', 'mmcblk0p2', 'nbd3p1'];
  const never = ['loop0', 'ram1', 'zram0', 'sr0', 'fd0', 'dm-0', 'md127', 'md_d0', 'zd16', 'drbd1'];
  assert.deepEqual([...chooseLeafDisks(sysRoot, [...never, ...disks, ...others])], disks);
});
