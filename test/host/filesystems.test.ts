import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import type { FileSystemMount } from '../../src/host/file-system-mounts.ts';
import { createFilesystems, type Filesystem } from '../../src/host/filesystems.ts';
import type { Space } from '../../src/host/statfs.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** 100 blocks of 1000 bytes: 60 used, 10 of the 40 free ones reserved. */
const space: Space = { blockBytes: 1000n, blocks: 100n, freeBlocks: 40n, availableBlocks: 30n };
const mebibyte = 2 ** 20;

interface Question {
  readonly mount: FileSystemMount;
  answer(space: Space): Promise<void>;
  fail(error: Error): Promise<void>;
}

const timeLimitMs = 10;

/** Disks and servers whose answers the test gives, on clocks that the test turns. */
function equipment(t: TestContext) {
  t.mock.timers.reset();
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const procRoot = temporaryDirectory(t);
  mkdirSync(join(procRoot, 'self'));
  const open: Question[] = [];
  const clock = { nowMs: 1_000 };
  let asked = 0;
  let signal: AbortSignal | undefined;

  const filesystems = createFilesystems({
    procRoot,
    now: () => clock.nowMs,
    timeLimitMs,
    includeNetwork: true,
    statfs: (mount, closing) => {
      asked += 1;
      signal = closing;
      return new Promise((resolve, reject) => {
        const settle = async (act: () => void) => {
          open.splice(open.indexOf(question), 1);
          act();
          await nextTurn();
        };
        const question: Question = {
          mount,
          answer: (answer) => settle(() => resolve(answer)),
          fail: (error) => settle(() => reject(error)),
        };
        open.push(question);
      });
    },
  });
  t.after(() => filesystems.close());

  return {
    procRoot,
    filesystems,
    clock,
    open,
    askedSoFar: () => asked,
    closing: () => signal,
    /**
     * `/a` is a disk, `nfs:/b` a server. A mount keeps its id as long as it is listed at the same place in
     * the list.
     */
    mountThese(...places: readonly string[]): void {
      const rootId = places.indexOf('/') + 2;
      const lines = places.map((place, index) => {
        const ids = `${index + 2} ${place === '/' ? 1 : rootId}`;
        return place.startsWith('nfs:')
          ? `${ids} 0:${index + 50} / ${place.slice(4)} rw - nfs4 server:${place.slice(4)} rw`
          : `${ids} 8:${index} / ${place} rw - ext4 /dev/sd${index} rw`;
      });
      writeFileSync(join(procRoot, 'self/mountinfo'), `${lines.join('\n')}\n`);
    },
    /**
     * Refreshes, answering what is asked as `replies` says for the mount point. When all of that is done and
     * what is in `hangs` has been asked too, the time is up.
     */
    async refresh(
      replies: Readonly<Record<string, Space | Error>> = {},
      ...hangs: readonly string[]
    ): Promise<void> {
      const unanswered = new Set(Object.keys(replies));
      let over = false;
      const refreshing = filesystems.refresh().then(() => {
        over = true;
      });
      while (!over) {
        await nextTurn();
        for (const question of [...open]) {
          const { mountPoint } = question.mount;
          const reply = replies[mountPoint];
          if (reply === undefined) continue;
          unanswered.delete(mountPoint);
          await (reply instanceof Error ? question.fail(reply) : question.answer(reply));
        }
        const isHanging = (point: string) => open.some(({ mount }) => mount.mountPoint === point);
        const isAllDone = unanswered.size === 0 && hangs.every(isHanging);
        if (hangs.length > 0 && isAllDone) t.mock.timers.tick(timeLimitMs);
      }
      await refreshing;
    },
  };
}

function placesOf(rows: readonly Filesystem[]): string {
  return rows
    .map((row) => `${row.mountPoint}${row.stuck ? ' stuck' : row.totalBytes === undefined ? ' ?' : ''}`)
    .join();
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: statfs`), { code });
}

test('sizes in bytes, and the percentage of what everybody may use', async (t) => {
  const { filesystems, mountThese, refresh } = equipment(t);
  assert.deepEqual(filesystems.current(), [], 'nothing is known before the first refresh');
  mountThese('/');
  await refresh({ '/': space });
  assert.deepEqual(filesystems.current(), [
    {
      mountPoint: '/',
      device: '/dev/sd0',
      fsType: 'ext4',
      totalBytes: 100_000,
      usedBytes: 60_000,
      freeBytes: 30_000,
      percent: 6000 / 90,
      stuck: false,
      problem: undefined,
    },
  ]);
});

test('an empty, a full and a wholly reserved file system, and one larger than 2^53 bytes', async (t) => {
  const { filesystems, mountThese, refresh } = equipment(t);
  mountThese('/empty', '/full', '/reserved', '/huge');
  await refresh({
    '/empty': { ...space, freeBlocks: 100n, availableBlocks: 90n },
    '/full': { ...space, freeBlocks: 0n, availableBlocks: 0n },
    '/reserved': { ...space, freeBlocks: 100n, availableBlocks: 0n },
    '/huge': { blockBytes: 4096n, blocks: 1n << 50n, freeBlocks: 1n << 49n, availableBlocks: 1n << 49n },
  });
  assert.deepEqual(
    filesystems.current().map((row) => row.percent),
    [0, 100, undefined, 50],
  );
  assert.equal(filesystems.current()[3]?.totalBytes, 2 ** 62);
});

test('one that hangs is stuck as long as it hangs, is asked once, and comes back by itself', async (t) => {
  const { filesystems, mountThese, refresh, open, askedSoFar } = equipment(t);
  mountThese('/', '/dead', '/data');
  const replies = { '/': space, '/data': space };
  await refresh(replies, '/dead');
  await refresh(replies);
  await refresh(replies);
  assert.equal(placesOf(filesystems.current()), '/,/dead stuck,/data');
  const dead = filesystems.current()[1];
  assert.equal(dead?.problem, 'statfs gives no answer within 10 ms');
  assert.deepEqual(
    [dead?.totalBytes, dead?.usedBytes, dead?.freeBytes, dead?.percent],
    Array(4).fill(undefined),
  );
  assert.equal(askedSoFar(), 3 + 2 + 2, 'no second question to the one that hangs');

  assert.equal(open.length, 1);
  await open[0]?.answer(space);
  assert.equal(placesOf(filesystems.current()), '/,/dead,/data');
  assert.equal(filesystems.current()[1]?.problem, undefined);
  await refresh({ ...replies, '/dead': space });
  assert.equal(askedSoFar(), 7 + 3, 'and is asked again with the others');
});

test('what was known stays until the limit has passed, and is not shown after it', async (t) => {
  const { filesystems, mountThese, refresh, clock, open } = equipment(t);
  mountThese('/');
  await refresh({ '/': space });
  await refresh({}, '/');
  assert.equal(placesOf(filesystems.current()), '/');
  clock.nowMs += 9;
  assert.equal(placesOf(filesystems.current()), '/');
  clock.nowMs += 1;
  assert.equal(placesOf(filesystems.current()), '/ stuck');
  await open[0]?.answer({ ...space, freeBlocks: 50n });
  assert.equal(filesystems.current()[0]?.usedBytes, 50_000);
});

test('two that hang hold up the others, which is said; nobody else is asked until one comes back', async (t) => {
  const { filesystems, mountThese, refresh, open } = equipment(t);
  mountThese('/a', '/b', '/c');
  await refresh({}, '/a', '/b');
  assert.deepEqual(
    open.map((question) => question.mount.mountPoint),
    ['/a', '/b'],
  );
  assert.equal(placesOf(filesystems.current()), '/a stuck,/b stuck,/c ?');
  assert.equal(filesystems.current()[2]?.problem, 'not asked yet: others do not answer');
  await open[0]?.answer(space);
  assert.deepEqual(
    open.map((question) => question.mount.mountPoint),
    ['/b', '/c'],
  );
  await open[1]?.answer(space);
  assert.equal(placesOf(filesystems.current()), '/a,/b stuck,/c');
});

test('no number of dead servers keeps the disks from being asked', async (t) => {
  const { filesystems, mountThese, refresh, open } = equipment(t);
  mountThese(...Array.from({ length: 50 }, (_, index) => `nfs:/dead/${index}`), '/', '/data');
  for (const freeBlocks of [40n, 20n]) {
    await refresh({ '/': { ...space, freeBlocks }, '/data': space }, '/dead/0');
    assert.equal(
      filesystems.current().find((row) => row.mountPoint === '/')?.usedBytes,
      Number(100n - freeBlocks) * 1000,
    );
    assert.equal(open.length, 1, 'one server at a time');
  }
});

test('a mount point that vanishes between the list and the question is left out', async (t) => {
  const { filesystems, mountThese, refresh } = equipment(t);
  mountThese('/', '/gone');
  await refresh({ '/': space, '/gone': systemError('ENOENT') });
  assert.equal(placesOf(filesystems.current()), '/');
});

test('another error leaves the row without sizes, and says why', async (t) => {
  const { filesystems, mountThese, refresh } = equipment(t);
  mountThese('/', '/secret');
  await refresh({ '/': space, '/secret': systemError('EACCES') });
  assert.equal(placesOf(filesystems.current()), '/,/secret ?');
  assert.equal(filesystems.current()[1]?.problem, 'EACCES: statfs');
  assert.equal(filesystems.current()[1]?.stuck, false);
});

test('a file system without blocks is left out', async (t) => {
  const { filesystems, mountThese, refresh } = equipment(t);
  mountThese('/', '/none');
  await refresh({ '/': space, '/none': { ...space, blocks: 0n, freeBlocks: 0n, availableBlocks: 0n } });
  assert.equal(placesOf(filesystems.current()), '/');
});

test('what is unmounted leaves the list, and its late answer changes nothing', async (t) => {
  const { filesystems, mountThese, refresh, open } = equipment(t);
  mountThese('/', '/dead');
  await refresh({ '/': space }, '/dead');
  mountThese('/');
  await refresh({ '/': space });
  assert.equal(placesOf(filesystems.current()), '/');
  await open[0]?.answer(space);
  assert.equal(placesOf(filesystems.current()), '/');
});

test('another file system mounted where one hangs is asked for itself', async (t) => {
  const { filesystems, mountThese, refresh, open } = equipment(t);
  mountThese('/dead');
  await refresh({}, '/dead');
  mountThese('/', '/dead');
  await refresh({ '/': space }, '/dead');
  assert.deepEqual(
    open.map(({ mount }) => mount.key),
    ['8:0 2 /dead', '8:1 3 /dead'],
  );
  assert.equal(placesOf(filesystems.current()), '/,/dead stuck');
});

test('refreshes that overlap are one', async (t) => {
  const { filesystems, mountThese, refresh, askedSoFar } = equipment(t);
  mountThese('/');
  const first = filesystems.refresh();
  assert.equal(filesystems.refresh(), first);
  await refresh({ '/': space });
  assert.equal(askedSoFar(), 1);
});

test('a list that cannot be read is told, and the last answer stays', async (t) => {
  const { filesystems, mountThese, refresh, procRoot } = equipment(t);
  mountThese('/');
  await refresh({ '/': space });
  assert.equal(filesystems.problem(), undefined);
  rmSync(join(procRoot, 'self/mountinfo'));
  await refresh({ '/': space });
  assert.match(filesystems.problem() ?? '', /^the list of mounts could not be read: ENOENT/);
  assert.equal(placesOf(filesystems.current()), '/');
  writeFileSync(join(procRoot, 'self/mountinfo'), 'nonsense\n');
  await refresh({ '/': space });
  assert.match(filesystems.problem() ?? '', /does not look as documented/);
  mountThese('/', '/data');
  await refresh({ '/': space, '/data': space });
  assert.equal(filesystems.problem(), undefined);
  assert.equal(placesOf(filesystems.current()), '/,/data');
});

test('closing ends a refresh that waits, tells the questions, and nothing is asked any more', async (t) => {
  const { filesystems, mountThese, open, closing, askedSoFar } = equipment(t);
  mountThese('/a', '/b', '/c');
  const waiting = filesystems.refresh();
  while (open.length < 2) await nextTurn();
  filesystems.close();
  await waiting;
  assert.equal(closing()?.aborted, true);
  await open[0]?.answer(space);
  await filesystems.refresh();
  assert.equal(askedSoFar(), 2);
  filesystems.close();
});

test('whatever happens: two questions at most, one to a mount, one to a server, and no row twice', async (t) => {
  const place = fc.constantFrom('/', '/a', '/b', 'nfs:/c', 'nfs:/d', 'nfs:/e');
  const event = fc.oneof(
    fc.record({ kind: fc.constant('mount' as const), places: fc.uniqueArray(place) }),
    fc.record({ kind: fc.constant('refresh' as const) }),
    fc.record({
      kind: fc.constant('answer' as const),
      which: fc.nat(1),
      code: fc.constantFrom(undefined, 'ENOENT', 'EIO'),
    }),
    fc.record({ kind: fc.constant('time' as const), ms: fc.nat(2 * timeLimitMs) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
      const { filesystems, mountThese, open, clock } = equipment(t);
      mountThese('/');
      for (const happening of events) {
        if (happening.kind === 'mount') mountThese(...happening.places);
        else if (happening.kind === 'refresh') void filesystems.refresh();
        else if (happening.kind === 'time') {
          clock.nowMs += happening.ms;
          t.mock.timers.tick(happening.ms);
        } else if (happening.code) await open[happening.which]?.fail(systemError(happening.code));
        else await open[happening.which]?.answer(space);

        // Let a refresh read its list, if it is quick.
        for (let turn = 0; turn < 10; turn += 1) await nextTurn();
        assert.ok(open.length <= 2);
        assert.equal(new Set(open.map((question) => question.mount.key)).size, open.length);
        assert.ok(open.filter((question) => question.mount.answeredByServer).length <= 1);
        const points = filesystems.current().map((row) => row.mountPoint);
        assert.equal(new Set(points).size, points.length);
      }
      filesystems.close();
    }),
    { numRuns: 60 },
  );
});

interface DfRow {
  readonly totalBytes: number;
  readonly usedBytes: number;
  readonly freeBytes: number;
  readonly percent: number;
}

function df(mountPoint: string): DfRow {
  const output = execFileSync('df', ['-P', '-B1', mountPoint], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const columns = output
    .trimEnd()
    .split('\n')
    .at(-1)
    ?.match(/ (\d+) +(\d+) +(\d+) +(\d+)% /);
  const [totalBytes = 0, usedBytes = 0, freeBytes = 0, percent = 0] = columns?.slice(1).map(Number) ?? [];
  return { totalBytes, usedBytes, freeBytes, percent };
}

test('the file systems of this machine are what df says', async (t) => {
  const filesystems = createFilesystems({
    procRoot: '/proc',
    now: () => performance.now(),
    timeLimitMs: 60_000,
  });
  t.after(() => filesystems.close());
  await filesystems.refresh();
  const points = filesystems.current().map((row) => row.mountPoint);
  assert.ok(points.includes('/'), points.join());

  for (const mountPoint of points) {
    const before = df(mountPoint);
    await filesystems.refresh();
    const ours = filesystems.current().find((row) => row.mountPoint === mountPoint);
    const after = df(mountPoint);
    // Others write meanwhile: between the two df, and up to 64 MiB beyond both.
    const isWithin = (value: number | undefined, one: number, other: number, slack: number) =>
      assert.ok(
        value !== undefined && value >= Math.min(one, other) - slack && value <= Math.max(one, other) + slack,
        `${mountPoint}: ${value} is not near ${one} and ${other}`,
      );
    assert.equal(ours?.totalBytes, before.totalBytes);
    isWithin(ours?.usedBytes, before.usedBytes, after.usedBytes, 64 * mebibyte);
    isWithin(ours?.freeBytes, before.freeBytes, after.freeBytes, 64 * mebibyte);
    // df rounds up to a whole percent; one more for the boundary that a write may cross.
    isWithin(Math.ceil(ours?.percent ?? Number.NaN), before.percent, after.percent, 1);
  }
});
