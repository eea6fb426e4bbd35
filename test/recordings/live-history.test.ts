import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIVE_HISTORY_SAMPLES } from '../../src/recordings/live-history.ts';
import { recorderRig } from '../support/recorder-rig.ts';

test('the first sample comes a quarter of a second after the start, then one a second', (t) => {
  const { clock, recorder } = recorderRig(t);
  const counts: number[] = [];
  for (const ms of [249, 1, 999, 1, 1000]) {
    clock.advance(ms);
    counts.push(recorder.live.count);
  }
  assert.deepEqual(counts, [0, 1, 1, 2, 3]);
});

test('the last samples, as many as are asked for or as there are', (t) => {
  const { clock, recorder } = recorderRig(t);
  clock.advance(250);
  const startMs = clock.wallMs();
  clock.advance(4000);
  const timestamps = (samples: number) => [...recorder.live.last(samples).timestamps()];
  assert.deepEqual(timestamps(1), [startMs + 4000]);
  assert.deepEqual(timestamps(3), [startMs + 2000, startMs + 3000, startMs + 4000]);
  assert.equal(timestamps(3600).length, 5);
});

test('seconds in which no sample could be taken are unknown, and the others keep their places', (t) => {
  const { clock, recorder } = recorderRig(t);
  clock.advance(2250);
  clock.stall(3500);
  clock.advance(500);
  const timestamps = [...recorder.live.last(7).timestamps()];
  const nowMs = clock.wallMs();
  assert.deepEqual(timestamps, [
    nowMs - 6000,
    nowMs - 5000,
    nowMs - 4000,
    Number.NaN,
    Number.NaN,
    nowMs - 500,
    nowMs,
  ]);
});

test('an hour is remembered and no more', (t) => {
  const { clock, recorder } = recorderRig(t);
  clock.advance(2 * 3_600_000);
  const all = recorder.live.last(LIVE_HISTORY_SAMPLES);
  assert.equal(all.count, LIVE_HISTORY_SAMPLES);
  const [first] = all.timestamps();
  assert.equal(clock.wallMs() - (first as number), 3599_000 + 750);
});

test('after days of sleep: an hour of unknowns, at once, and the rhythm of before', (t) => {
  const { clock, recorder } = recorderRig(t);
  clock.advance(5250);
  clock.stall(3 * 86_400_000 + 300);
  const asleep = [...recorder.live.last(LIVE_HISTORY_SAMPLES).timestamps()];
  assert.equal(asleep.filter(Number.isNaN).length, LIVE_HISTORY_SAMPLES - 1);
  assert.equal(asleep.at(-1), clock.wallMs());
  const before = recorder.live.count;
  clock.advance(699);
  assert.equal(recorder.live.count, before);
  clock.advance(1);
  assert.equal(recorder.live.count, before + 1);
});

test('listeners hear of every sample until they end it, and one that throws disturbs nobody', (t) => {
  const { clock, events, recorder } = recorderRig(t);
  let heard = 0;
  recorder.live.onSample(() => {
    throw new Error('deaf');
  });
  const end = recorder.live.onSample(() => {
    heard++;
  });
  clock.advance(2250);
  end();
  clock.advance(3000);
  assert.equal(heard, 3);
  assert.equal(recorder.live.count, 6);
  assert.equal(events.filter((event) => event === 'failed deaf').length, 6);
});
