import assert from 'node:assert/strict';
import { copyFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fixtureHost } from '../support/fixture-host.ts';
import { startPuppet } from '../support/puppet.ts';
import { watchService } from '../support/service-watch.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A name that no other process of this machine has. */
const ownName = (stem: string) => `${stem}-${process.pid}`;

test('by its name, as a link to a shell gives it', async (t) => {
  const name = ownName('x');
  const shell = join(temporaryDirectory(t), name);
  symlinkSync('/bin/sh', shell);
  const [one, two] = [await startPuppet(t, { shell }), await startPuppet(t, { shell })];
  const watch = watchService(t, name);
  watch.read();
  assert.deepEqual(
    watch.pids(),
    [one.pid, two.pid].sort((a, b) => a - b),
  );
});

test('by a name longer than the kernel keeps: of the first argument, or of the executable', async (t) => {
  const name = ownName('a-name-of-many-letters');
  const program = join(temporaryDirectory(t), name);
  copyFileSync('/bin/sh', program);
  const byArgument = await startPuppet(t, { argv0: `/nowhere/${name}` });
  const byExecutable = await startPuppet(t, { shell: program, argv0: 'x' });
  const watch = watchService(t, name);
  watch.read();
  assert.deepEqual(
    watch.pids(),
    [byArgument.pid, byExecutable.pid].sort((a, b) => a - b),
  );
  assert.deepEqual(
    new Set([...watch.service.matches()].map(({ why }) => why)),
    new Set(['its first argument names that program', 'its executable has that name']),
  );
});

test('by a part of its command line', async (t) => {
  const name = ownName('only-in-argv');
  const puppet = await startPuppet(t, { argv0: name });
  const watch = watchService(t, `cmd:${name} -c while`);
  watch.read();
  assert.deepEqual(watch.pids(), [puppet.pid]);
});

test('by exec: a shell that becomes another program', async (t) => {
  const name = ownName('y');
  const directory = temporaryDirectory(t);
  symlinkSync('/bin/sh', join(directory, name));
  const puppet = await startPuppet(t);
  const watch = watchService(t, name);
  assert.equal(watch.read().members.length, 0);
  // In the same process, which answers when it has become another.
  await puppet.run(
    `exec ${join(directory, name)} -c 'echo "-- done --"; while read -r l; do eval "$l"; echo "-- done --"; done'`,
  );
  let members = 0;
  for (let looks = 0; looks < 200 && members === 0; looks++) {
    members = watch.read().members.length;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.deepEqual(watch.pids(), [puppet.pid]);
});

for (const [selector, pids] of [
  ['unit:httpd.service', [201, 202]],
  ['unit:getty@tty1.service', [102]],
  ['unit:user@1000.service', [101]],
  ['cgroup:/system.slice', [102, 201, 202]],
  ['cgroup:/docker/abc', [104]],
  ['cgroup:/kubepods/pod:1', [103]],
  ['a) (b', [101]],
  ['two\nlines', [102]],
  ['a-very-long-name-indeed', [104]],
  ['another-long-executable', [102]],
  ['cmd:title without', [103]],
  ['pid:105', [105]],
] as const) {
  test(`on a host of strange names: ${JSON.stringify(selector)}`, (t) => {
    const { procRoot } = fixtureHost(t, 'strange-names');
    const watch = watchService(t, selector, { procRoot });
    assert.deepEqual(watch.pids(), pids);
    assert.equal(watch.read().ticks, 150 * pids.length);
  });
}
