import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startPuppet } from '../support/puppet.ts';

const run = promisify(execFile);
const NOBODY = 65_534;
const ANOTHER = 65_533;
const PROGRAM = join(import.meta.dirname, '../support/unprivileged-watch.ts');

const succeeds = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

/** Why another user cannot be played here, or false. */
function cannotBeAnother(): string | false {
  if (process.getuid?.() !== 0) return 'only root can be another user';
  const canRead = succeeds('setpriv', `--reuid=${NOBODY}`, '--clear-groups', 'test', '-r', PROGRAM);
  return canRead ? false : 'another user cannot read this directory';
}
const skip = cannotBeAnother();
const skipMounts = skip || (succeeds('unshare', '--mount', 'true') ? false : 'mounts are not permitted here');

/** What a user sees of one process; `prefix` is a command that runs the look in other surroundings. */
async function seenBy(uid: number, pid: number, prefix: readonly string[] = []) {
  const [command = '', ...args] = [
    ...prefix,
    ...['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'],
    ...[process.execPath, '--import', import.meta.resolve('tsx')],
    ...[PROGRAM, `pid:${pid}`],
  ];
  const { stdout } = await run(command, args, { cwd: '/', env: { PATH: process.env.PATH, TMPDIR: '/tmp' } });
  return JSON.parse(stdout);
}

test("another user's process: its io is unknown, the rest is not", {
  skip,
}, async (t) => {
  const puppet = await startPuppet(t, { uid: ANOTHER });
  const seen = await seenBy(NOBODY, puppet.pid);
  assert.deepEqual([seen.uid, seen.pids], [NOBODY, [puppet.pid]]);
  assert.equal(seen.ioForbidden, 1);
  for (const name of ['io.readSize', 'io.writeSize', 'io.readCount', 'io.writeCount']) {
    assert.equal(seen.row[name], null, name);
  }
  // Since Linux 6.2 the number of open files is the size of a directory, which everybody may ask.
  assert.equal(seen.row.openFiles === null, seen.filesForbidden === 1);
  assert.equal(seen.row.count, 1);
  assert.ok(seen.row['memory.used'] > 0 && seen.row.contextSwitches > 0);
  assert.equal(seen.row['cpu.percent'], 0);
});

test("one's own process shows everything, without privileges", { skip }, async (t) => {
  const puppet = await startPuppet(t, { uid: NOBODY });
  const seen = await seenBy(NOBODY, puppet.pid);
  assert.deepEqual([seen.ioForbidden, seen.filesForbidden], [0, 0]);
  assert.ok(seen.row['io.readCount'] > 0 && seen.row.openFiles >= 3);
});

test("a dead child of one's own, which only root may look into, makes nothing unknown", {
  skip,
}, async (t) => {
  const puppet = await startPuppet(t, { uid: NOBODY });
  // The child ends at once; its parent sleeps instead of waiting for it.
  const [dead = ''] = await puppet.run('sh -c ":" & echo $!');
  const seen = await seenBy(NOBODY, Number(dead));
  assert.deepEqual(seen.pids, [Number(dead)]);
  assert.deepEqual([seen.ioForbidden, seen.filesForbidden, seen.residentPages], [0, 0, 0]);
});

for (const mode of ['1', '2']) {
  test(`/proc mounted with hidepid=${mode}: nobody else is there, one's own are`, {
    skip: skipMounts,
  }, async (t) => {
    // A mount of its own in a namespace of its own: options of the one that is there are everybody's.
    const script = `mount -t proc -o hidepid=${mode} proc /proc && exec "$@"`;
    const hidden = ['unshare', '--mount', 'sh', '-c', script, 'sh'];
    const [own, other] = [await startPuppet(t, { uid: NOBODY }), await startPuppet(t, { uid: ANOTHER })];
    assert.deepEqual((await seenBy(NOBODY, own.pid, hidden)).pids, [own.pid]);
    const seen = await seenBy(NOBODY, other.pid, hidden);
    assert.deepEqual(seen.pids, []);
    assert.deepEqual([seen.row.count, seen.row['cpu.percent'], seen.row['io.readSize']], [0, 0, 0]);
  });
}
