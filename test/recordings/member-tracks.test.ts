import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemberTracks } from '../../src/recordings/member-tracks.ts';
import type { KnownProcess } from '../../src/samplers/known-process.ts';
import type { MemberReading, ServiceReading } from '../../src/samplers/service.ts';

const processOf = (pid: number, comm = 'server') => ({ pid, comm }) as KnownProcess;
const member = (process: KnownProcess, ticks: number, residentPages = 1): MemberReading => ({
  process,
  ticks,
  residentPages,
});
const reading = (...members: MemberReading[]) => ({ members }) as unknown as ServiceReading;

test('who was there from when to when, with what it used meanwhile', () => {
  const tracks = new MemberTracks();
  const [old, young] = [processOf(10), processOf(20)];
  tracks.begin(reading(member(old, 500)));
  tracks.sample(0, reading(member(old, 510, 30)));
  tracks.sample(1, reading(member(old, 520, 90), member(young, 7, 4)));
  tracks.sample(3, reading(member(young, 11, 2)));
  assert.deepEqual(
    tracks
      .histories()
      .map(({ pid, firstSample, lastSample, ticks, peakResidentPages }) => [
        pid,
        firstSample,
        lastSample,
        ticks,
        peakResidentPages,
      ]),
    [
      [10, 0, 1, 20, 90],
      [20, 1, 3, 11, 4],
    ],
  );
});

test('two processes with one pid are two', () => {
  const tracks = new MemberTracks();
  tracks.begin(reading());
  tracks.sample(0, reading(member(processOf(10), 1)));
  tracks.sample(1, reading(member(processOf(10), 2)));
  assert.equal(tracks.histories().length, 2);
});

test('a process has the name that it had last', () => {
  const tracks = new MemberTracks();
  const process = processOf(10, 'sh') as { pid: number; comm: string };
  tracks.begin(reading());
  tracks.sample(0, reading(member(process as KnownProcess, 1)));
  process.comm = 'server';
  tracks.sample(1, reading(member(process as KnownProcess, 1)));
  assert.equal(tracks.histories()[0]?.name, 'server');
});

test('a thousand are listed, the others counted once each', () => {
  const tracks = new MemberTracks();
  const processes = Array.from({ length: 1200 }, (_, index) => processOf(index));
  tracks.begin(reading());
  for (const index of [0, 1]) {
    tracks.sample(index, reading(...processes.map((process) => member(process, index))));
  }
  assert.equal(tracks.histories().length, 1000);
  assert.equal(tracks.notListed, 200);
  tracks.end();
  assert.equal(tracks.histories().length, 1000);
});
