import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BURN, type Puppet, startPuppet, ticksOf } from '../support/puppet.ts';
import { type ServiceWatch, watchService } from '../support/service-watch.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Reads the service again and again until the shell has done its line. */
async function readWhile(watch: ServiceWatch, puppet: Puppet, line: string): Promise<void> {
  let isDone = false;
  const done = puppet.run(line).then(() => {
    isDone = true;
  });
  while (!isDone) {
    watch.read();
    await sleep(15);
  }
  await done;
}

/** Once all children were waited for, the root's own counters hold everything, once. */
function assertPaidOnce(watch: ServiceWatch, puppet: Puppet): void {
  const before = ticksOf(puppet.pid);
  const { ticks, members } = watch.read();
  const after = ticksOf(puppet.pid);
  assert.deepEqual(
    members.map(({ process }) => process.pid),
    [puppet.pid],
  );
  assert.ok(
    ticks >= before.own + before.children && ticks <= after.own + after.children,
    `${ticks} ticks counted, ${before.own} + ${before.children} used`,
  );
}

test('children that lived and died unseen are paid for', async (t) => {
  const puppet = await startPuppet(t);
  const watch = watchService(t, `pid:${puppet.pid}`, { withChildren: true });
  watch.read();
  await puppet.run(`for n in 1 2 3; do sh -c '${BURN}; exit'; done`);
  assert.ok(ticksOf(puppet.pid).children >= 3);
  assertPaidOnce(watch, puppet);
});

test('a child that was counted while it lived is not counted again when it is waited for', async (t) => {
  const puppet = await startPuppet(t);
  const watch = watchService(t, `pid:${puppet.pid}`, { withChildren: true });
  watch.read();
  await readWhile(watch, puppet, `for n in 1 2; do sh -c '${BURN}; ${BURN}; exit'; done`);
  assert.ok(watch.read().joined > 1, 'the children were seen');
  assertPaidOnce(watch, puppet);
});

test('a branch of the tree that ends between two readings is counted once', async (t) => {
  const puppet = await startPuppet(t);
  const watch = watchService(t, `pid:${puppet.pid}`, { withChildren: true });
  watch.read();
  // Grandchild and great-grandchild, each busy, read while they live, all gone at the next reading.
  const fifo = join(temporaryDirectory(t), 'go');
  await puppet.run(`mkfifo ${fifo}`);
  const inner = `sh -c "${BURN.replaceAll('$', '\\$')}; read -r go < ${fifo}; exit"`;
  const branch = puppet.run(`sh -c '${inner}; ${BURN}; exit'`);
  const tree = () => watch.read().members;
  while (tree().length < 3 || tree().every(({ process, ticks }) => process.pid === puppet.pid || ticks < 2)) {
    await sleep(15);
  }
  const other = await startPuppet(t);
  await other.run(`echo go > ${fifo}`);
  await branch;
  assertPaidOnce(watch, puppet);
});

test('without children only the process itself counts', async (t) => {
  const puppet = await startPuppet(t);
  const watch = watchService(t, `pid:${puppet.pid}`);
  const before = watch.read();
  await puppet.run(`sh -c '${BURN}; ${BURN}; exit'`);
  const { children } = ticksOf(puppet.pid);
  const after = watch.read();
  assert.ok(children >= 3);
  assert.ok(after.ticks - before.ticks < children / 2);
  assert.equal(after.joined, 1);
});
