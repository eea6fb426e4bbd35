import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Body } from '../contract/target.ts';
import { startPython } from '../support/python-program.ts';
import { assertAgree, growth, type Tolerance } from './figures.ts';
import { type Look, type ProcessLook, type PsutilIo, startPsutil } from './psutil.ts';
import { withSecondChance } from './second-chance.ts';
import { type IostatDisk, iostat, pidstat } from './tools.ts';
import { openWindow, startTarget } from './window.ts';

const MB = 2 ** 20;
const SPAN = { samples: 5, intervalSeconds: 1 };
const WINDOW_SECONDS = SPAN.samples - 1;
const WRITTEN_MB = 48;

const COUNTERS = ['readSize', 'writeSize', 'readCount', 'writeCount'] as const;

/** Beside the test, not in /tmp: that may be memory, and memory is no disk. */
const directory = fileURLToPath(new URL('.', import.meta.url));

/** At the ends of the window the load waits for its next order: what the kernel counts for it stands still. */
const OF_THE_SERVICE: Tolerance = {};

/** The blocks that tell where the file lies, and the page faults of the interpreter, are the load's too. */
const KNOWN: Tolerance = { absolute: MB };

/**
 * pidstat tells a rate, over what it took for 4 seconds: where the machine is busy that is up to 0.1 s more. It counts
 * that time in hundredths.
 */
const BY_PIDSTAT: Tolerance = { relative: 0.03 };

/**
 * A disk is everybody's: others write meanwhile, and what falls between our moment and theirs is in one figure only.
 * 3 % of 4 s is what iostat takes to start on a busy machine.
 */
const OF_A_DISK: Tolerance = { absolute: 2 * MB, relative: 0.03 };

/** As above, of operations; a burst of another program's small ones between two moments. */
const OPERATIONS_OF_A_DISK: Tolerance = { absolute: 100, relative: 0.05 };

test('known bytes written past the page cache, read cold, and read again from memory', async (t) => {
  const target = await startTarget(t);
  const load = await startPython(t, 'direct_io.py', 'against-io', directory);
  const psutil = await startPsutil(t, load);
  await withSecondChance(t, async () => {
    const window = await openWindow(target, { server: 'against-io' }, SPAN);
    const [looks, disks, reported, { system, process }] = await Promise.all([
      psutil.look(window.moments),
      window.until(0).then(() => iostat(WINDOW_SECONDS)),
      window.until(0).then(() => pidstat(load.pid, WINDOW_SECONDS)),
      window.recorded(),
      window.until(0.3).then(() => load.ask('write', WRITTEN_MB)),
      window.until(1.5).then(() => load.ask('read')),
      window.until(2.5).then(() => load.ask('reread')),
    ]);

    assertService(
      t,
      process.io,
      looks.map(({ processes }) => (processes[0] as ProcessLook).io),
    );
    const known = { 'the load': WRITTEN_MB * MB };
    assertAgree(t, 'bytes the service wrote', growth(process.io.writeSize), known, KNOWN);
    assertAgree(t, 'bytes the service read', growth(process.io.readSize), known, KNOWN);
    for (const [ours, column] of [
      [process.io.readSize, 'kB_rd/s'],
      [process.io.writeSize, 'kB_wr/s'],
    ]) {
      const theirs = Number(reported[column]) * 1024 * WINDOW_SECONDS;
      assertAgree(t, `${column} of the service`, growth(ours), { pidstat: theirs }, BY_PIDSTAT);
    }
    assertDisks(t, system.io, looks, disks);
  });
});

function assertService(t: TestContext, ours: Body, theirs: readonly PsutilIo[]): void {
  for (const counter of COUNTERS) {
    const psutil = growth(theirs.map((io) => io[counter]));
    assertAgree(t, `${counter} of the service`, growth(ours[counter]), { psutil }, OF_THE_SERVICE);
  }
}

function assertDisks(t: TestContext, ours: Body, looks: readonly Look[], disks: readonly IostatDisk[]): void {
  const sums = { readSize: 0, writeSize: 0, readCount: 0, writeCount: 0 };
  for (const device of ours.devices) {
    const iostat = disks.find((disk) => disk.disk_device === device.name);
    assert.ok(iostat, `iostat knows ${device.name}`);
    const kilobytes = { readSize: iostat.kB_read, writeSize: iostat.kB_wrtn };
    for (const counter of COUNTERS) {
      const psutil = growth(looks.map(({ system }) => (system.disks[device.name] as PsutilIo)[counter]));
      sums[counter] += psutil;
      const isSize = counter === 'readSize' || counter === 'writeSize';
      const theirs = isSize ? { psutil, iostat: kilobytes[counter] * 1024 } : { psutil };
      const tolerance = isSize ? OF_A_DISK : OPERATIONS_OF_A_DISK;
      assertAgree(t, `${counter} of ${device.name}`, growth(device[counter]), theirs, tolerance);
    }
  }
  for (const counter of COUNTERS) {
    const all = growth(ours[counter]);
    const tolerance = counter.endsWith('Size') ? OF_A_DISK : OPERATIONS_OF_A_DISK;
    assertAgree(t, `${counter} of all disks`, all, { psutil: sums[counter] }, tolerance);
  }
  for (const counter of ['readSize', 'writeSize']) {
    assert.ok(
      growth(ours[counter]) >= WRITTEN_MB * MB,
      `what the load did passed through a disk: ${counter}`,
    );
  }
}
