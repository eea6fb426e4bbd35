import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const repository = join(import.meta.dirname, '../..');
const CANNOT_MOUNT = 77;

/**
 * A mount whose server is dead, for real: FUSE whose daemon holds the device open and answers nothing, under
 * the type name of sshfs. The mount namespace goes with the process, so nothing can be left behind.
 */
const script = `
  mount --make-rprivate / && exec 3<>/dev/fuse || exit ${CANNOT_MOUNT}
  mount -i -t fuse.sshfs -o fd=3,rootmode=40000,user_id=0,group_id=0 dead.example:/srv "$1" || exit ${CANNOT_MOUNT}
  if [ "$2" = abort ]; then
    [ -d /sys/fs/fuse/connections/0 ] || mount -t fusectl none /sys/fs/fuse/connections || exit ${CANNOT_MOUNT}
    device=$(awk -v at="$1" '$5 == at { sub(".*:", "", $3); print $3 }' /proc/self/mountinfo)
    abort=/sys/fs/fuse/connections/$device/abort
  fi
  exec "$3" --import tsx test/support/dead-mount-probe.ts "$1" $abort
`;

for (const end of ['abort', 'stay dead']) {
  test(`a mount whose server is dead, and then should ${end}`, async (t) => {
    const at = temporaryDirectory(t);
    const unshared = ['-m', 'sh', '-c', script, 'sh', at, end, process.execPath];
    let output: string;
    try {
      output = (await promisify(execFile)('unshare', unshared, { cwd: repository, encoding: 'utf8' })).stdout;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === CANNOT_MOUNT || code === 1) return t.skip(`no FUSE mount can be made here: ${error}`);
      throw error;
    }
    const { whileDead, childrenWhileDead, afterwards } = JSON.parse(output);
    assert.deepEqual(whileDead.dead, {
      mountPoint: at,
      device: 'dead.example:/srv',
      fsType: 'fuse.sshfs',
      stuck: true,
      problem: 'statfs gives no answer within 300 ms',
    });
    assert.ok(whileDead.root.totalBytes > 0, 'the live ones are answered');
    assert.equal(childrenWhileDead, 1, 'one question, however often it was refreshed');
    if (end === 'abort') {
      assert.equal(afterwards.stuck, false);
      assert.match(afterwards.problem, /Transport endpoint is not connected/);
    } else {
      // The process has ended by itself, although the question was still pending.
      assert.equal(afterwards.stuck, true);
    }
  });
}
