import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Memory, images and removable media; and dm, md, zvols, drbd, whose traffic is counted on the disks under them. */
const NEVER_LEAVES = /^(loop|ram|zram|sr|fd|dm-|md|md_d|zd|drbd)\d/;
/** Used where /sys does not tell: partitions of sd, vd, hd, xvd; of nvme, mmcblk, nbd and the like. */
const PARTITION = /^((?:[shv]|xv)d[a-z]+\d+|.*\dp\d+)$/;
/** nvme multipath: `nvme0c1n1` is one path to the disk `nvme0n1`. */
const NVME_PATH = /^(nvme\d+)c\d+(n\d+)$/;

/**
 * The disks whose counters, added up, are the machine's traffic, each byte counted once: whole disks, nothing
 * stacked upon other disks (`/sys/block/<dev>/slaves` is not empty), and of a multipath nvme disk its paths,
 * which count on every kernel, while the disk above them counts only on newer ones.
 */
export function chooseLeafDisks(sysRoot: string, names: readonly string[]): ReadonlySet<string> {
  const block = join(sysRoot, 'block');
  const hasSys = existsSync(block);
  const pathHeads = headsOfPaths(names);
  return new Set(
    names.filter((name) => {
      if (NEVER_LEAVES.test(name) || pathHeads.has(name)) return false;
      if (NVME_PATH.test(name)) return true;
      if (!hasSys) return !PARTITION.test(name);
      // A slash in a device's name is an exclamation mark in /sys (drivers/base/core.c).
      const directory = join(block, name.replaceAll('/', '!'));
      return existsSync(directory) && !hasEntries(join(directory, 'slaves'));
    }),
  );
}

function headsOfPaths(names: readonly string[]): ReadonlySet<string> {
  const heads = new Set<string>();
  for (const name of names) {
    const match = NVME_PATH.exec(name);
    if (match) heads.add(`${match[1]}${match[2]}`);
  }
  return heads;
}

function hasEntries(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).length > 0;
}
