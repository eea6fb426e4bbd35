import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recording } from '../../src/recordings/recording.ts';
import { parametersOf, recorderRig } from '../support/recorder-rig.ts';

const timestampsOf = (recording: Recording) => [...recording.view().system.timestamps()];
const stateOf = ({ state }: Recording) => state.kind;

test('it takes a sample an interval and ends by itself', async (t) => {
  const { clock, events, start } = recorderRig(t);
  const recording = await start({ hash: 'a', durationMs: 3000, intervalMs: 1000 });
  assert.equal(stateOf(recording), 'running');
  const startMs = clock.wallMs();
  clock.advance(2999);
  assert.deepEqual([recording.length, stateOf(recording)], [2, 'running']);
  clock.advance(1);
  assert.equal(recording.state.kind === 'finished' && recording.state.stoppedAtMs, startMs + 3000);
  assert.deepEqual(timestampsOf(recording), [startMs + 1000, startMs + 2000, startMs + 3000]);
  assert.deepEqual(events, ['started a', 'finished a']);
  clock.advance(60_000);
  assert.equal(recording.length, 3);
});

test('a duration that is no multiple of the interval ends when it is over', async (t) => {
  const { clock, start } = recorderRig(t);
  const recording = await start({ hash: 'a', durationMs: 1000, intervalMs: 300 });
  clock.advance(950);
  assert.deepEqual([recording.length, stateOf(recording)], [3, 'running']);
  clock.advance(50);
  assert.deepEqual([recording.length, stateOf(recording)], [3, 'finished']);
});

test('an interval longer than the duration: one sample, at the end', async (t) => {
  const { clock, start } = recorderRig(t);
  const recording = await start({ hash: 'a', durationMs: 500, intervalMs: 60_000 });
  clock.advance(499);
  assert.equal(recording.length, 0);
  clock.advance(1);
  assert.deepEqual([recording.length, stateOf(recording)], [1, 'finished']);
});

test('a recording of a millisecond has its sample, late or not', async (t) => {
  const { clock, start } = recorderRig(t);
  const recording = await start({ hash: 'a', durationMs: 1, intervalMs: 1000 });
  clock.advance(30);
  assert.deepEqual([recording.length, recording.quality.taken, stateOf(recording)], [1, 1, 'finished']);
});

test('instants that passed unseen are unknown, and those after them keep their places', async (t) => {
  const { clock, start } = recorderRig(t);
  const recording = await start({ hash: 'a', durationMs: 6000, intervalMs: 1000 });
  const startMs = clock.wallMs();
  clock.advance(1000);
  clock.stall(2500);
  clock.advance(2500);
  assert.deepEqual(timestampsOf(recording), [
    startMs + 1000,
    Number.NaN,
    startMs + 3500,
    startMs + 4000,
    startMs + 5000,
    startMs + 6000,
  ]);
  const { planned, taken, missed, latenessMaxMs } = recording.quality;
  assert.deepEqual([planned, taken, missed, latenessMaxMs], [6, 5, 1, 500]);
});

test('a last sample that is late by an interval or more was missed as any other', async (t) => {
  const { clock, start } = recorderRig(t);
  const recording = await start({ hash: 'a', durationMs: 3000, intervalMs: 1000 });
  clock.advance(1000);
  clock.stall(60_000);
  assert.equal(stateOf(recording), 'finished');
  assert.deepEqual(
    timestampsOf(recording).map((timestamp) => Number.isNaN(timestamp)),
    [false, true, true],
  );
  assert.deepEqual([recording.quality.taken, recording.quality.missed], [1, 2]);
});

test('stopped in the middle it keeps what it has, and takes what is due', async (t) => {
  const { clock, recorder, start } = recorderRig(t);
  const recording = await start({ hash: 'a', durationMs: 10_000, intervalMs: 1000 });
  clock.advance(2500);
  assert.equal(await recorder.stop('a'), recording);
  assert.deepEqual([recording.length, stateOf(recording)], [2, 'finished']);
  const { state } = recording;
  clock.advance(60_000);
  assert.equal(await recorder.stop('a'), recording);
  assert.deepEqual([recording.length, recording.state], [2, state]);
});

test('stopped before its first sample is due it takes one at once', async (t) => {
  const { clock, recorder, start } = recorderRig(t);
  const recording = await start({ hash: 'a', durationMs: 10_000, intervalMs: 5000 });
  clock.advance(20);
  await recorder.stop('a');
  assert.equal(recording.length, 1);
  assert.deepEqual(timestampsOf(recording), [clock.wallMs()]);
  assert.equal(recording.quality.latenessMaxMs, 0);
});

test('stopped within the moment before it begins it begins first', async (t) => {
  const { clock, recorder } = recorderRig(t);
  clock.advance(3);
  const started = recorder.start(parametersOf({ hash: 'a' }));
  const stopped = recorder.stop('a');
  clock.advance(100);
  const { recording } = await started;
  assert.equal(await stopped, recording);
  assert.deepEqual([recording.length, stateOf(recording)], [1, 'finished']);
});

test('stopped while it should have ended long ago it ends when it should have', async (t) => {
  const { clock, recorder, start } = recorderRig(t);
  const recording = await start({ hash: 'a', durationMs: 2000, intervalMs: 1000 });
  const startMs = clock.wallMs();
  // The request comes before the timer.
  clock.starve(2010);
  await recorder.stop('a');
  assert.equal(recording.state.kind === 'finished' && recording.state.stoppedAtMs, startMs + 2000);
});

test('progress goes from 0 to 1', async (t) => {
  const { clock, recorder, start } = recorderRig(t);
  const recording = await start({ hash: 'a', durationMs: 4000, intervalMs: 1000 });
  clock.advance(1000);
  assert.equal(recorder.progress(recording), 0.25);
  clock.advance(2000);
  assert.equal(recorder.progress(recording), 0.75);
  clock.advance(2000);
  assert.equal(recorder.progress(recording), 1);
});

test('timers that fire early take each sample once', async (t) => {
  const { clock, start } = recorderRig(t);
  clock.earlyMs = 0.8;
  const recording = await start({ hash: 'a', durationMs: 1000, intervalMs: 100 });
  clock.advance(1001);
  const { taken, missed } = recording.quality;
  assert.deepEqual([recording.length, taken, missed, stateOf(recording)], [10, 10, 0, 'finished']);
});
