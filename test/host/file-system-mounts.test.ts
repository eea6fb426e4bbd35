import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { selectFileSystems } from '../../src/host/file-system-mounts.ts';
import { parseMountinfo, readMountinfo } from '../../src/proc/mountinfo.ts';
import { visibleMounts } from '../../src/proc/visible-mounts.ts';

const fixtures = join(import.meta.dirname, '../fixtures/mountinfo');

async function rowsOf(host: string, includeNetwork = false): Promise<readonly string[]> {
  const mounts = visibleMounts(await readMountinfo(join(fixtures, host)));
  return selectFileSystems(mounts, includeNetwork).map(
    (row) => `${row.mountPoint} ${row.device} ${row.fsType}`,
  );
}

for (const [host, rows] of Object.entries({
  // No tmpfs, no pseudo file systems, no medium that is full by nature.
  'debian-server': [
    '/ /dev/sda2 ext4',
    '/boot/efi /dev/sda1 vfat',
    '/srv/media and more /dev/sdb1 ext4',
    '/srv/a\\b\tc /dev/sdc1 exfat',
  ],
  // The whole rather than a part, even where the part has the shorter path; a part where there is no whole.
  'bind-mounts': ['/ /dev/nvme0n1p2 ext4', '/mnt/storage /dev/sda1 xfs', '/home /dev/sdb1 ext4'],
  'over-mounted': [
    '/ /dev/sda2 ext4',
    '/data /dev/sdd1 xfs',
    '/data/new /dev/sde1 xfs',
    '/database /dev/sdf1 ext4',
  ],
  // The root of the machine, although the top of the file system is mounted elsewhere.
  'btrfs-subvolumes': ['/ /dev/sda2 btrfs', '/srv/vm /dev/sdc btrfs'],
  lvm: [
    '/ /dev/mapper/rhel-root xfs',
    '/boot /dev/nvme0n1p1 xfs',
    '/home /dev/mapper/rhel-home xfs',
    '/var/lib/mysql /dev/mapper/vg--data-mysql ext4',
    '/backup /dev/md127 ext4',
  ],
  // Its root, and the volume, but not the host's disk seen through /etc/hosts.
  container: ['/ overlay overlay', '/var/lib/postgresql /dev/vdb ext4'],
  'container-host': ['/ /dev/sda1 ext4'],
  network: ['/ /dev/sda2 ext4', '/mnt/windows-disk /dev/sdb1 fuseblk'],
  'nfs-root': ['/scratch /dev/sda1 ext4'],
  snaps: ['/ /dev/sda2 ext4', '/srv/image /dev/loop2 ext4'],
  zfs: [
    '/ rpool/ROOT/debian zfs',
    '/home rpool/home zfs',
    '/srv/tank tank/my files zfs',
    '/boot /dev/sda1 ext4',
  ],
  'live-system': ['/ overlay overlay'],
})) {
  test(`the file systems of ${host}`, async () => assert.deepEqual(await rowsOf(host), rows));
}

test('those of other machines, when they are asked for', async () => {
  assert.deepEqual(await rowsOf('network', true), [
    '/ /dev/sda2 ext4',
    '/mnt/nfs filer.example:/export/home nfs4',
    '/mnt/windows //files.example/share cifs',
    '/mnt/ssh agent@files.example:/srv fuse.sshfs',
    '/mnt/dav https://dav.example/files fuse',
    '/mnt/host hostshare virtiofs',
    '/mnt/windows-disk /dev/sdb1 fuseblk',
  ]);
  assert.deepEqual(await rowsOf('nfs-root', true), [
    '/ 192.0.2.1:/srv/root/node7 nfs',
    '/scratch /dev/sda1 ext4',
  ]);
});

test('a virtual machine that runs from a directory of its host has a root', () => {
  const mounts = parseMountinfo(
    'm',
    '1 0 0:20 / / rw - virtiofs root rw\n2 1 0:21 / /mnt rw - 9p share rw\n',
  );
  assert.deepEqual(selectFileSystems(mounts, false), [
    { key: '0:20 1 /', mountPoint: '/', device: 'root', fsType: 'virtiofs', answeredByServer: true },
  ]);
});

test('what a server or a daemon answers for is marked, and nothing else', async () => {
  const mounts = visibleMounts(await readMountinfo(join(fixtures, 'network')));
  const marked = selectFileSystems(mounts, true).filter((row) => !row.answeredByServer);
  assert.deepEqual(
    marked.map((row) => row.mountPoint),
    ['/'],
  );
});

test('the same place under another mount has another key', () => {
  const keys = ['8:1', '8:2'].flatMap((device) =>
    [1, 2].map(
      (id) =>
        selectFileSystems(parseMountinfo('m', `${id} 0 ${device} / /a rw - ext4 /dev/x rw`), false)[0]?.key,
    ),
  );
  assert.equal(new Set(keys).size, 4);
});
