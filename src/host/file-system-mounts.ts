import type { Mount } from '../proc/mountinfo.ts';

/** A mount whose space is worth telling. */
export interface FileSystemMount {
  /** Names this mount as long as it lasts: another one at the same place has another key. */
  readonly key: string;
  readonly mountPoint: string;
  readonly device: string;
  readonly fsType: string;
  /**
   * A server or a FUSE daemon answers for it, and may never do so. Kernel-local file systems answer from
   * memory.
   */
  readonly answeredByServer: boolean;
}

const NETWORK = new Set(
  (
    'nfs nfs4 cifs smb3 smbfs ncpfs ceph afs coda lustre beegfs gpfs orangefs pvfs2 davfs glusterfs ' +
    'fuse.sshfs fuse.glusterfs fuse.ceph fuse.ceph-fuse fuse.s3fs fuse.rclone fuse.davfs fuse.davfs2 fuse.juicefs ' +
    'fuse.mfs fuse.gcsfuse fuse.curlftpfs fuse.goofys fuse.blobfuse fuse.blobfuse2 fuse.mount-s3'
  ).split(' '),
);

/**
 * A directory of the machine that this virtual machine runs on: as remote as a network, except where it is
 * the root.
 */
const HOST_SHARES = new Set('9p virtiofs vboxsf prl_fs fuse.vmhgfs-fuse fuse.grpcfuse'.split(' '));

/**
 * On disks, but on several or through a layer of its own, so that the kernel gives no block device number.
 */
const LOCAL_WITHOUT_BLOCK_DEVICE = new Set('btrfs zfs bcachefs ubifs'.split(' '));

/** Read-only images (snaps, installation media) are full by nature and tell nothing about a load. */
const IMAGES = new Set('squashfs erofs cramfs romfs iso9660 udf'.split(' '));

/**
 * Single files that container engines bind from the host's disk into every container: no file systems to
 * speak of.
 */
const CONTAINER_FILES = new Set(
  '/etc/hosts /etc/hostname /etc/resolv.conf /dev/termination-log /run/.containerenv'.split(' '),
);

/** Whatever is at `/` counts: in a container that is overlay, and its disk list must not be empty. */
function isLocal({ mountPoint, fsType, major }: Mount): boolean {
  if (NETWORK.has(fsType)) return false;
  if (mountPoint === '/') return true;
  if (CONTAINER_FILES.has(mountPoint) || IMAGES.has(fsType)) return false;
  return major !== 0 || LOCAL_WITHOUT_BLOCK_DEVICE.has(fsType);
}

function isRemote({ fsType, source }: Mount): boolean {
  return (
    NETWORK.has(fsType) || HOST_SHARES.has(fsType) || (fsType.startsWith('fuse') && source.includes(':'))
  );
}

/**
 * Of two mounts of one file system: the root of everything, or the whole rather than a part, or the shorter
 * path.
 */
function isBetter(one: Mount, other: Mount): boolean {
  const atRoot = Number(one.mountPoint === '/') - Number(other.mountPoint === '/');
  const whole = Number(one.root === '/') - Number(other.root === '/');
  return (atRoot || whole || other.mountPoint.length - one.mountPoint.length) > 0;
}

/**
 * One mount for each real file system, in the order of the mount table. `mounts` are the visible ones.
 * @param includeNetwork whether those that another machine serves are wanted too
 */
export function selectFileSystems(
  mounts: readonly Mount[],
  includeNetwork: boolean,
): readonly FileSystemMount[] {
  const chosen = new Map<string, Mount>();
  for (const mount of mounts) {
    if (!isLocal(mount) && !(includeNetwork && isRemote(mount))) continue;
    // The kernel gives the superblock's device here, so btrfs subvolumes have one number, unlike in stat(2).
    const device = `${mount.major}:${mount.minor}`;
    const earlier = chosen.get(device);
    if (earlier === undefined || isBetter(mount, earlier)) chosen.set(device, mount);
  }
  return Array.from(chosen, ([device, { mountId, mountPoint, source, fsType }]) => ({
    key: `${device} ${mountId} ${mountPoint}`,
    mountPoint,
    device: source,
    fsType,
    answeredByServer: NETWORK.has(fsType) || HOST_SHARES.has(fsType) || fsType.startsWith('fuse'),
  }));
}
