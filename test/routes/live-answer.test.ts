import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemView } from '../../src/recordings/system-series.ts';
import { createLiveAnswers } from '../../src/routes/answer/live-answer.ts';
import type { RouteContext } from '../../src/routes/context.ts';
import { type Column, HUNDREDTHS } from '../../src/samplers/column.ts';

const column = (...path: string[]): Column => ({ path, unit: 'percent', storage: HUNDREDTHS, detail: false });
const VIEW = { sizes: 'bytes', isFlat: false, isFull: true } as const;

/** A recorder that knows one sample, and counts how often somebody makes an answer of it. */
function recorderOfOneSample() {
  const sample: SystemView = {
    count: 1,
    coreWidth: 0,
    timestamps: () => [1000],
    column: () => [12.5],
    cores: () => [],
    disks: [],
  };
  const live = {
    count: 1,
    answersMade: 0,
    last() {
      live.answersMade++;
      return sample;
    },
  };
  const machine = { coresOnline: 1, memoryTotalBytes: 1024, filesystems: [] };
  const facts = { cpu: { architecture: 'x', model: 'x', mhz: 'x' }, platform: {} };
  const context = {
    recorder: { live, machine },
    columns: [column('cpu', 'percent'), column('memory', 'percent'), column('io', 'readSize')],
    facts: async () => facts,
  };
  return { live, answers: createLiveAnswers(context as unknown as RouteContext) };
}

test('however many ask in the same moment, a sample is made an answer once', async () => {
  const { live, answers } = recorderOfOneSample();
  const texts = await Promise.all(Array.from({ length: 200 }, () => answers.latest(VIEW)));
  assert.equal(live.answersMade, 1);
  assert.equal(new Set(texts).size, 1);
  assert.deepEqual(JSON.parse(texts[0] ?? '').system.cpu.percent, [12.5]);
});

test('the next sample is a new answer, another view of it too', async () => {
  const { live, answers } = recorderOfOneSample();
  await answers.latest(VIEW);
  await answers.latest({ ...VIEW, isFull: false });
  assert.equal(live.answersMade, 2);
  live.count++;
  await answers.latest(VIEW);
  assert.equal(live.answersMade, 3);
});
