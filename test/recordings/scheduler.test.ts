import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Scheduler, type Task } from '../../src/recordings/scheduler.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { collectGarbage } from '../support/garbage.ts';

function rig() {
  const clock = new FakeClock(0);
  const errors: unknown[] = [];
  const scheduler = new Scheduler(clock, (error) => errors.push(error));
  const ran: string[] = [];
  /** Writes down its name and the time of the tick; `next` says when it is due again. */
  const task = (name: string, next: (nowMs: number) => number | undefined = () => undefined): Task => ({
    run(nowMs) {
      ran.push(`${name} ${nowMs}`);
      return next(nowMs);
    },
  });
  return { clock, scheduler, errors, ran, task };
}

test('tasks run in the order of their deadlines, whatever the order in which they came', () => {
  const { clock, scheduler, ran, task } = rig();
  for (const dueMs of [30, 10, 40, 20]) scheduler.schedule(task('t'), dueMs);
  clock.advance(100);
  assert.deepEqual(ran, ['t 10', 't 20', 't 30', 't 40']);
  assert.equal(clock.armedTimers, 0);
});

test('what is due within a millisecond runs at the same tick, with the same time', () => {
  const { clock, scheduler, ran, task } = rig();
  scheduler.schedule(task('a'), 10);
  scheduler.schedule(task('b'), 10.5);
  scheduler.schedule(task('c'), 11.5);
  clock.advance(100);
  assert.deepEqual(ran, ['a 10', 'b 10', 'c 12']);
});

test('absolute deadlines do not drift, however late each tick is', () => {
  const { clock, scheduler, ran, task } = rig();
  let ticks = 0;
  const nextMs = () => ++ticks * 100;
  scheduler.schedule(task('r', nextMs), nextMs());
  for (let tick = 0; tick < 50; tick++) {
    clock.advance(70);
    clock.stall(30.5);
  }
  assert.equal(clock.monotonicMs(), 5025);
  assert.equal(ran.length, 50);
  const lastMs = Number(ran.at(-1)?.split(' ')[1]);
  assert.ok(lastMs >= 5000 && lastMs <= 5030.5);
});

test('timers that fire early do not make a task run before its tick, nor twice', () => {
  const { clock, scheduler, ran, task } = rig();
  clock.earlyMs = 0.9;
  let ticks = 0;
  const nextMs = () => ++ticks * 10;
  scheduler.schedule(task('t', nextMs), nextMs());
  clock.advance(50);
  assert.equal(ran.length, 5);
});

test('a task can be moved, earlier and later, and cancelled', () => {
  const { clock, scheduler, ran, task } = rig();
  const [earlier, later, never] = [task('earlier'), task('later'), task('never')];
  scheduler.schedule(earlier, 50);
  scheduler.schedule(later, 10);
  scheduler.schedule(never, 20);
  scheduler.schedule(earlier, 5);
  scheduler.schedule(later, 60);
  scheduler.cancel(never);
  scheduler.cancel(never);
  clock.advance(100);
  assert.deepEqual(ran, ['earlier 5', 'later 60']);
});

test('a task cancels another that is due at the same tick', () => {
  const { clock, scheduler, ran, task } = rig();
  const victim = task('victim');
  scheduler.schedule(
    task('first', () => {
      scheduler.cancel(victim);
      return undefined;
    }),
    10,
  );
  scheduler.schedule(victim, 10);
  clock.advance(100);
  assert.deepEqual(ran, ['first 10']);
});

test('a task moved away and back, and one that moves another of its tick, run once each', () => {
  const { clock, scheduler, ran, task } = rig();
  const [wanderer, moved] = [task('wanderer'), task('moved')];
  scheduler.schedule(
    task('first', () => void scheduler.schedule(moved, 30)),
    10,
  );
  for (const dueMs of [10, 20, 10]) scheduler.schedule(wanderer, dueMs);
  scheduler.schedule(moved, 10);
  clock.advance(100);
  assert.deepEqual(ran, ['first 10', 'wanderer 10', 'moved 30']);
  assert.equal(clock.armedTimers, 0);
});

test('what a task puts down for itself while it runs counts, unless it answers a time', () => {
  const { clock, scheduler, ran, task } = rig();
  const again: Task = task('again', (nowMs) => {
    scheduler.cancel(again);
    if (nowMs < 20) scheduler.schedule(again, nowMs + 10);
    return nowMs === 20 ? 50 : undefined;
  });
  scheduler.schedule(again, 10);
  clock.advance(100);
  assert.deepEqual(ran, ['again 10', 'again 20', 'again 50']);
});

test('a deadline that has passed with its tick may be put down for again in it', () => {
  const { clock, scheduler, ran, task } = rig();
  const [victim, late] = [task('victim'), task('late')];
  const first = task('first', () => {
    scheduler.schedule(late, 10.5);
    scheduler.cancel(victim);
    return undefined;
  });
  scheduler.schedule(first, 10);
  scheduler.schedule(victim, 10.5);
  clock.advance(100);
  assert.deepEqual(ran, ['first 10', 'late 11']);
});

test('a task that closes the scheduler is the last', () => {
  const { clock, scheduler, ran, task } = rig();
  scheduler.schedule(
    task('first', () => {
      scheduler.close();
      return undefined;
    }),
    10,
  );
  scheduler.schedule(task('second'), 10);
  clock.advance(100);
  assert.deepEqual(ran, ['first 10']);
});

test('tasks that ended or were cancelled are let go of, though others wait for the same instant', async () => {
  const { clock, scheduler, task } = rig();
  const isCollected: WeakRef<Task>[] = [];
  const put = (cancelled: boolean) => {
    const one = task('short', (nowMs) => (nowMs < 20 ? nowMs + 10 : undefined));
    scheduler.schedule(one, cancelled ? 1000 : 10);
    if (cancelled) scheduler.cancel(one);
    isCollected.push(new WeakRef(one));
  };
  scheduler.schedule(task('long'), 1000);
  for (let count = 0; count < 100; count++) put(count % 2 === 0);
  clock.advance(100);
  // What a WeakRef was asked for stays until the next turn.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  assert.equal(isCollected.filter((reference) => reference.deref() !== undefined).length, 0);
  scheduler.close();
});

test('a thousand tasks that come and go leave the one that stays, once', () => {
  const { clock, scheduler, ran, task } = rig();
  const stays = task('stays');
  scheduler.schedule(stays, 50);
  for (let count = 0; count < 1000; count++) {
    const goes = task('goes');
    scheduler.schedule(goes, 50);
    if (count % 10 === 0) for (const dueMs of [60, 50]) scheduler.schedule(stays, dueMs);
    scheduler.cancel(goes);
  }
  clock.advance(100);
  assert.deepEqual(ran, ['stays 50']);
});

test('an exception ends the task that threw it, is reported, and costs the others nothing', () => {
  const { clock, scheduler, errors, ran, task } = rig();
  const fault = new Error('broken');
  scheduler.schedule(
    task('broken', () => {
      throw fault;
    }),
    10,
  );
  scheduler.schedule(
    task('sound', (nowMs) => (nowMs < 30 ? nowMs + 10 : undefined)),
    10,
  );
  clock.advance(100);
  assert.deepEqual(ran, ['broken 10', 'sound 10', 'sound 20', 'sound 30']);
  assert.deepEqual(errors, [fault]);
});

test('a wait longer than timers can count is waited for in parts', () => {
  const { clock, scheduler, ran, task } = rig();
  const delays: number[] = [];
  const after = clock.after.bind(clock);
  clock.after = (delayMs, callback) => {
    delays.push(delayMs);
    return after(Math.min(delayMs, 2 ** 31 - 1), callback);
  };
  const month = 30 * 86_400_000;
  scheduler.schedule(task('t'), month);
  clock.advance(month + 1);
  assert.deepEqual(ran, [`t ${month}`]);
  assert.equal(delays.length, 2);
});

test('a task scheduled by another for now runs at the next tick, not for ever in this one', () => {
  const { clock, scheduler, ran, task } = rig();
  scheduler.schedule(
    task('greedy', (nowMs) => (ran.length < 3 ? nowMs : undefined)),
    10,
  );
  clock.advance(100);
  assert.equal(ran.length, 3);
});

test('once closed nothing runs and nothing can be added', () => {
  const { clock, scheduler, ran, task } = rig();
  scheduler.schedule(task('t'), 10);
  scheduler.close();
  scheduler.schedule(task('late'), 20);
  assert.equal(clock.armedTimers, 0);
  clock.advance(100);
  assert.deepEqual(ran, []);
});

test('whatever is scheduled, moved and cancelled, what is left runs in order', () => {
  const action = fc.record({
    kind: fc.constantFrom('schedule', 'schedule', 'cancel'),
    task: fc.nat(9),
    dueMs: fc.nat(1000),
  });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const { clock, scheduler, ran, task } = rig();
      const tasks = Array.from({ length: 10 }, (_, index) => task(String(index)));
      const expected = new Map<number, number>();
      for (const { kind, task: index, dueMs } of actions) {
        if (kind === 'schedule') {
          scheduler.schedule(tasks[index] as Task, 10 + dueMs * 10);
          expected.set(index, 10 + dueMs * 10);
        } else {
          scheduler.cancel(tasks[index] as Task);
          expected.delete(index);
        }
      }
      clock.advance(20_000);
      assert.deepEqual(new Set(ran), new Set([...expected].map(([index, dueMs]) => `${index} ${dueMs}`)));
      const times = ran.map((line) => Number(line.split(' ')[1]));
      assert.deepEqual(
        times,
        times.toSorted((one, other) => one - other),
      );
    }),
  );
});
