import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a running system and apt itself write while nobody installs anything. */
const OF_NO_INTEREST =
  /^\/(?:dev|proc|sys|run|tmp|var\/(?:cache|log|tmp|lib\/(?:apt|dpkg|systemd\/(?:random-seed|timers|timesync|catalog|linger|coredump))|lib\/nginx))(?:\/|$)|^\/etc\/(?:machine-id|\.pwd\.lock|(?:passwd|group|shadow|gshadow|subuid|subgid)-)$|^\/root(?:\/|$)/;

/** Every file of a root with its mode, its owner and, where it is a file in /etc, its content. */
export function fileList(root: string): string[] {
  return list(root, '/').sort();
}

function list(root: string, directory: string): string[] {
  return readdirSync(join(root, directory)).flatMap((name) => {
    const path = join(directory, name);
    if (OF_NO_INTEREST.test(path)) return [];
    const stats = lstatSync(join(root, path));
    const { mode, uid, gid } = stats;
    const content = stats.isFile() && path.startsWith('/etc/') ? ` ${digest(join(root, path))}` : '';
    const line = `${path} ${mode.toString(8)} ${uid}:${gid}${content}`;
    return stats.isDirectory() ? [line, ...list(root, path)] : [line];
  });
}

function digest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 12);
}
