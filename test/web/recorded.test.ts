import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differenceRows, overlayCharts } from '../../src/web/data/compare.ts';
import { appendSamples, fromStart, readRecording } from '../../src/web/data/recorded.ts';
import { recording, STARTED_AT, systemInfo } from './answers.ts';

test('a recording becomes charts; a counter becomes a rate', () => {
  const { systemCharts, processCharts } = readRecording(recording(3));
  const disk = systemCharts.find(({ name }) => name === 'disk');
  assert.deepEqual(disk?.series[0]?.values, [null, 1024, 1024]);
  assert.equal(disk?.unit, 'bytesPerSecond');
  assert.deepEqual(processCharts, []);
});

test('a layer that is 0 throughout and rare is left out; one that is not rare stays', () => {
  const cpu = readRecording(recording(3)).systemCharts.find(({ name }) => name === 'cpu');
  const names = cpu?.series.map(({ metric }) => metric.name);
  assert.deepEqual(names, ['user', 'system', 'busy']);
});

test('missed slots have their scheduled instant and no value', () => {
  const answer = recording(3, { timestamps: [STARTED_AT + 1001, null, STARTED_AT + 3002] });
  const { timesMs } = readRecording(answer);
  assert.deepEqual(timesMs, [STARTED_AT + 1001, STARTED_AT + 2001, STARTED_AT + 3002]);
});

test('new samples of a running recording continue its series and renew its facts', () => {
  const held = recording(2, { state: 'running', stoppedAt: null });
  const more = recording(1, { firstIndex: 2, system: systemInfo(1, 77), timestamps: [STARTED_AT + 3000] });
  const joined = appendSamples(held, more);
  assert.equal(joined.timestamps.length, 3);
  const { system } = readRecording(joined);
  assert.deepEqual(system.get('cpu.percent'), [10, 11, 77]);
  assert.deepEqual(system.get('cpu.core.1'), [0, 2, 0]);
  assert.deepEqual(system.get('io.devices.sda.utilization'), [1, 2, 1]);
  assert.equal(joined.system.disk.length, 1);
});

test('two recordings lie over each other from their start, sample on sample', () => {
  const a = readRecording(recording(3));
  const b = readRecording(
    recording(2, { startedAt: 5000, timestamps: [6003, 7001], system: systemInfo(2, 20) }),
  );
  const overlays = overlayCharts(fromStart(a.systemCharts, 1), fromStart(b.systemCharts, 1), ['A', 'B']);
  const busy = overlays.find(({ metric }) => metric.path === 'cpu.percent');
  assert.deepEqual(busy?.chart.timesMs, [1000, 2000, 3000]);
  assert.deepEqual(
    busy?.chart.series.map(({ values }) => values),
    [
      [10, 11, 12],
      [20, 21, undefined],
    ],
  );
  const row = differenceRows(overlays).find(({ metric }) => metric.path === 'cpu.percent');
  assert.deepEqual(row?.differences.max, { a: 12, b: 21, change: 9, percent: 75 });
});

test('a gap of one recording stays a gap where the other has samples between', () => {
  const info = systemInfo(2);
  const slow = recording(2, { interval: 2, system: { ...info, cpu: { ...info.cpu, percent: [null, 30] } } });
  const overlays = overlayCharts(
    fromStart(readRecording(slow).systemCharts, 2),
    fromStart(readRecording(recording(4)).systemCharts, 1),
    ['A', 'B'],
  );
  const busy = overlays.find(({ metric }) => metric.path === 'cpu.percent');
  assert.deepEqual(busy?.chart.timesMs, [1000, 2000, 3000, 4000]);
  assert.deepEqual(busy?.chart.series[0]?.values, [undefined, null, undefined, 30]);
});
