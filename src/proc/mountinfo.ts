import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ParseError } from './parse-error.ts';

/** One line of `/proc/self/mountinfo`, proc_pid_mountinfo(5): a mount that this process can see. */
export interface Mount {
  readonly mountId: number;
  /** The mount this one sits on; itself, or one that is not listed, for the top of the tree. */
  readonly parentId: number;
  /**
   * The device of the file system: alike for bind mounts and btrfs subvolumes; major 0 where there is no
   * block device.
   */
  readonly major: number;
  readonly minor: number;
  /**
   * Which directory of the file system is mounted here: `/` unless it is a bind mount, a subvolume or a
   * container.
   */
  readonly root: string;
  readonly mountPoint: string;
  /** With its subtype: `ext4`, `nfs4`, `fuse.sshfs`. */
  readonly fsType: string;
  /** `/dev/sda1`, `server:/export`, `rpool/home`, or whatever the mounter wrote; may be empty. */
  readonly source: string;
}

/** Fields before the optional ones: ids, device, root, mount point, options. */
const FIXED_FIELDS = 6;

/** The kernel writes space, tab, newline, backslash and `#` as a backslash and three octal digits. */
function decodeOctal(field: string): string {
  return field.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
}

function parseLine(path: string, line: string): Mount {
  // Split at every single space: an empty source leaves two of them side by side.
  const fields = line.split(' ');
  const separator = fields.indexOf('-', FIXED_FIELDS);
  const ids = /^(\d+) (\d+) (\d+):(\d+)$/.exec(fields.slice(0, 3).join(' '));
  const [root, mountPoint] = [fields[3], fields[4]];
  const [fsType, source] = separator < 0 ? [] : [fields[separator + 1], fields[separator + 2]];
  if (!ids || !root || !mountPoint?.startsWith('/') || !fsType || source === undefined) {
    throw new ParseError(path, line);
  }
  return {
    mountId: Number(ids[1]),
    parentId: Number(ids[2]),
    major: Number(ids[3]),
    minor: Number(ids[4]),
    root: decodeOctal(root),
    mountPoint: decodeOctal(mountPoint),
    fsType: decodeOctal(fsType),
    source: decodeOctal(source),
  };
}

/**
 * All mounts, in the order they were made (a later one may hide an earlier one: see `visibleMounts`).
 * @throws ParseError when a line has not the documented form
 */
export function parseMountinfo(path: string, text: string): readonly Mount[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseLine(path, line));
}

/**
 * The mount table of this process's own namespace, which is the one that its `statfs` calls see.
 * @throws ParseError, or the system's error when the file cannot be read
 */
export async function readMountinfo(procRoot: string): Promise<readonly Mount[]> {
  const path = join(procRoot, 'self/mountinfo');
  return parseMountinfo(path, await readFile(path, 'utf8'));
}
