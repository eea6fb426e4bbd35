import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { startPuppet } from '../support/puppet.ts';
import { watchService } from '../support/service-watch.ts';

const openDescriptors = () => readdirSync('/proc/self/fd').length;

test('however many processes come and go, no descriptor stays', async (t) => {
  const puppet = await startPuppet(t);
  const watch = watchService(t, `pid:${puppet.pid}`, { withChildren: true });
  watch.read();
  const before = openDescriptors();
  for (let round = 0; round < 5; round++) {
    await puppet.run('pids=""; for n in 1 2 3 4 5 6 7 8; do sleep 60 & pids="$pids $!"; done');
    const { members } = watch.read();
    assert.equal(members.length, 9);
    assert.equal(openDescriptors() - before, 5 * 8);
    await puppet.run('kill $pids; wait');
    // Noticed in the list of processes, or by reading them.
    const after = round % 2 === 0 ? watch.read() : watch.readUnlisted();
    assert.equal(after.members.length, 1);
    assert.equal(openDescriptors(), before);
  }
  assert.deepEqual([watch.read().joined, watch.read().left], [41, 40]);
});

test('a service that is closed keeps nothing open', async (t) => {
  const puppet = await startPuppet(t);
  const before = openDescriptors();
  const watch = watchService(t, `pid:${puppet.pid}`);
  watch.read();
  watch.service.close();
  assert.equal(openDescriptors(), before + 1, 'the /proc/stat of the watch itself');
});
