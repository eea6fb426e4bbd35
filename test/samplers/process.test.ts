import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROCESS_COLUMNS, processRow } from '../../src/samplers/process.ts';
import type { ServiceReading } from '../../src/samplers/service.ts';
import { named } from '../support/sampler-rows.ts';

const UNITS = { ticksPerSecond: 100, pageSizeBytes: 4096, memoryTotalBytes: 2 ** 30 };

const reading = (fields: Partial<ServiceReading>): ServiceReading => ({
  atMs: 0,
  members: [],
  ticks: 0,
  readCount: 10,
  writeCount: 20,
  readBytes: 4096,
  writeBytes: 8192,
  contextSwitches: 77,
  residentPages: 1000,
  threads: 4,
  openFiles: 9,
  ioForbidden: 0,
  filesForbidden: 0,
  joined: 0,
  left: 0,
  ...fields,
});
const row = (before: Partial<ServiceReading>, after: Partial<ServiceReading>, units = UNITS) =>
  named(PROCESS_COLUMNS, processRow(reading(before), reading(after), units));

test('CPU is of one core and of the time that really passed', () => {
  assert.equal(row({ ticks: 50 }, { ticks: 150, atMs: 1000 })['cpu.percent'], 100);
  assert.equal(row({ ticks: 50 }, { ticks: 150, atMs: 1250 })['cpu.percent'], 80);
  assert.equal(row({ ticks: 0 }, { ticks: 800, atMs: 1000 })['cpu.percent'], 800);
  assert.equal(row({ ticks: 0 }, { ticks: 1, atMs: 100 })['cpu.percent'], 10);
});

test('between readings less than a tick of the clock apart CPU is unknown', () => {
  assert.ok(Number.isNaN(row({ ticks: 0 }, { ticks: 1, atMs: 0.2 })['cpu.percent']));
  assert.ok(Number.isNaN(row({ ticks: 0 }, { ticks: 0, atMs: 0 })['cpu.percent']));
  assert.equal(row({ ticks: 0 }, { ticks: 1, atMs: 10 })['cpu.percent'], 100);
});

for (const [pageSizeBytes, percent] of [
  [4096, 0.3814697265625],
  [65_536, 6.103515625],
] as const) {
  test(`resident memory in pages of ${pageSizeBytes} bytes`, () => {
    const values = row({}, { atMs: 1000 }, { ...UNITS, pageSizeBytes });
    assert.equal(values['memory.used'], 1000 * pageSizeBytes);
    assert.equal(values['memory.percent'], percent);
  });
}

test('io and the rest are the cumulative counters', () => {
  const values = row({}, { atMs: 1000, readBytes: 5000, members: [] });
  assert.deepEqual(
    ['io.readSize', 'io.writeSize', 'io.readCount', 'io.writeCount', 'contextSwitches'].map(
      (name) => values[name],
    ),
    [5000, 8192, 10, 20, 77],
  );
  assert.deepEqual([values.count, values.threads, values.openFiles], [0, 4, 9]);
});

test('what one member does not show is unknown for all, and the rest is not', () => {
  const values = row({}, { atMs: 1000, ioForbidden: 1, filesForbidden: 1 });
  for (const name of ['io.readSize', 'io.writeSize', 'io.readCount', 'io.writeCount', 'openFiles']) {
    assert.ok(Number.isNaN(values[name]), name);
  }
  assert.equal(values.threads, 4);
  assert.equal(values['cpu.percent'], 0);
});

test('a total of memory that is not known makes the share unknown', () => {
  const values = row({}, { atMs: 1000 }, { ...UNITS, memoryTotalBytes: Number.NaN });
  assert.ok(Number.isNaN(values['memory.percent']));
  assert.equal(values['memory.used'], 4_096_000);
});
