import type { Mount } from './mountinfo.ts';

/**
 * Stands for the parent of every mount whose real parent is not listed: the top of a container's or a
 * chroot's tree.
 */
const OUTSIDE = -1;

function childKey(parentId: number, mountPoint: string): string {
  return `${parentId} ${mountPoint}`;
}

/** `/a/b` → `/`, `/a`, `/a/b`: the points at which walking that path may step into another mount. */
function stepsOf(mountPoint: string): string[] {
  const steps = ['/'];
  for (let at = mountPoint.indexOf('/', 1); at > 0; at = mountPoint.indexOf('/', at + 1)) {
    steps.push(mountPoint.slice(0, at));
  }
  if (mountPoint !== '/') steps.push(mountPoint);
  return steps;
}

/**
 * The mounts that their own mount point leads to. A mount over the same point, or over a directory above it,
 * hides what was there: the kernel still lists it, but asking its path would be answered by another file
 * system. Found as the kernel finds it, by walking the path from mount to mount.
 */
export function visibleMounts(mounts: readonly Mount[]): readonly Mount[] {
  const listed = new Set(mounts.map((mount) => mount.mountId));
  const children = new Map<string, Mount>();
  for (const mount of mounts) {
    const isTop = mount.parentId === mount.mountId || !listed.has(mount.parentId);
    children.set(childKey(isTop ? OUTSIDE : mount.parentId, mount.mountPoint), mount);
  }

  function reachedAt(mountPoint: string): Mount | undefined {
    let current: Mount | undefined;
    // Mounts can be stacked on one point. A table that names itself its own ancestor must not keep us here
    // for ever.
    let stepsLeft = mounts.length;
    for (const step of stepsOf(mountPoint)) {
      for (;;) {
        const above = children.get(childKey(current?.mountId ?? OUTSIDE, step));
        if (!above || stepsLeft === 0) break;
        current = above;
        stepsLeft -= 1;
      }
    }
    return current;
  }

  return mounts.filter((mount) => reachedAt(mount.mountPoint) === mount);
}
