import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parsePidIo } from '../../src/proc/pid-io.ts';
import { startPuppet } from '../support/puppet.ts';
import { watchService } from '../support/service-watch.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const WRITES = 400;
/** Makes the shell itself, or the child whose script it is, do so many writes. */
const writes = (path: string) => `n=0; while [ $n -lt ${WRITES} ]; do n=$((n+1)); echo x; done > ${path}`;

const ioOf = (pid: number) => parsePidIo(`/proc/${pid}/io`, readFileSync(`/proc/${pid}/io`));

test('the kernel charges a parent with the io of a child that it waited for', async (t) => {
  const puppet = await startPuppet(t);
  const before = ioOf(puppet.pid).writeCount;
  await puppet.run(`sh -c '${writes(join(temporaryDirectory(t), 'x'))}; exit'`);
  assert.ok(ioOf(puppet.pid).writeCount - before >= WRITES);
});

test("a member's io does not count again when its parent, a member too, has waited for it", async (t) => {
  const directory = temporaryDirectory(t);
  const argv0 = `io-${process.pid}`;
  const puppet = await startPuppet(t, { argv0 });
  // The child has the name as well: a plain name counts both, without the question of children.
  const watch = watchService(t, `cmd:${argv0}`);
  const first = watch.read();
  const fifo = join(directory, 'go');
  await puppet.run(`mkfifo ${fifo}`);
  const branch = puppet.run(
    `sh -c '${writes(join(directory, 'x'))}; echo written > ${join(directory, 'done')}; read -r go < ${fifo}; exit' ${argv0}`,
  );
  for (;;) {
    const reading = watch.read();
    if (reading.members.length === 2 && reading.writeCount - first.writeCount > WRITES) break;
    await sleep(10);
  }
  const other = await startPuppet(t);
  await other.run(`echo go > ${fifo}`);
  await branch;
  const after = watch.read();
  const counted = after.writeCount - first.writeCount;
  assert.ok(ioOf(puppet.pid).writeCount >= WRITES, 'the parent was charged with it');
  assert.ok(counted >= WRITES && counted < WRITES + 100, `${counted} writes were counted of ${WRITES}`);
});

test('a parent that ignores its children is charged with nothing, and keeps its own io', async (t) => {
  const directory = temporaryDirectory(t);
  const name = `ignores-${process.pid}`;
  const puppet = await startPuppet(t);
  // No shell can do without waiting: from here on the puppet is a perl that does lines of perl.
  const perl =
    '$|=1; $SIG{CHLD}="IGNORE"; print "-- done --\\n"; while (<STDIN>) { eval; print "-- done --\\n" }';
  await puppet.run(`mkfifo ${directory}/go; exec perl -e '${perl}' ${name}`);
  const write = (file: string) =>
    `open(F, ">", "${directory}/${file}"); syswrite(F, "x") for 1..${WRITES}; close(F);`;
  const watch = watchService(t, `cmd:${name}`);
  const first = watch.read();
  await puppet.run(`if (!fork) { ${write('child')} open(G, "<", "${directory}/go"); exit }`);
  while (watch.read().writeCount - first.writeCount < WRITES) await sleep(10);
  await puppet.run(`open(G, ">", "${directory}/go"); close(G);`);
  while (existsSync(`/proc/${watch.pids().find((pid) => pid !== puppet.pid)}`)) {
    await sleep(10);
  }
  await puppet.run(write('own'));
  const counted = watch.read().writeCount - first.writeCount;
  assert.ok(counted >= 2 * WRITES && counted < 2 * WRITES + 100, `${counted} of ${2 * WRITES}`);
});
