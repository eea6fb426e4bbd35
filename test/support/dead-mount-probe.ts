/**
 * Run by test/host/dead-mount.test.ts in a mount namespace of its own, with a FUSE mount whose daemon never
 * answers at the path given. Writes one line of JSON: what the agent's code made of it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createFilesystems, type Filesystem } from '../../src/host/filesystems.ts';

const [deadMountPoint = '', abortFile = ''] = process.argv.slice(2);

function childrenOfThisProcess(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/stat`, 'latin1').includes(`(stat) `) && parentOf(pid) === process.pid
        );
      } catch {
        return false; // ended while we looked
      }
    });
}

function parentOf(pid: string): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
}

const filesystems = createFilesystems({
  procRoot: '/proc',
  now: () => performance.now(),
  timeLimitMs: 300,
  includeNetwork: true,
});
const dead = (): Filesystem | undefined =>
  filesystems.current().find((row) => row.mountPoint === deadMountPoint);

const root = (): Filesystem | undefined => filesystems.current().find((row) => row.mountPoint === '/');

// Twice at least, so that a second question would be seen.
await filesystems.refresh();
do await filesystems.refresh();
while (!dead()?.stuck || root()?.totalBytes === undefined);
const whileDead = { dead: dead(), root: root() };
const childrenWhileDead = childrenOfThisProcess().length;
// All four threads of the pool are still there: as many questions to a live file system are answered.
await Promise.all(Array.from({ length: 4 }, () => stat('/')));

// The administrator ends the connection, and nobody asks again.
if (abortFile) {
  writeFileSync(abortFile, '1');
  while (dead()?.stuck) await wait(5);
}
const afterwards = dead();

// Where nobody ended it, the process must now end by itself although the question is still pending.
filesystems.close();
console.log(JSON.stringify({ whileDead, childrenWhileDead, afterwards }));
