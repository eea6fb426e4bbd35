import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readColumns } from '../../src/web/data/columns.ts';
import { systemInfo } from './answers.ts';

test('series are found by their path, disks by their own name', () => {
  const columns = readColumns(systemInfo(3), 3);
  assert.deepEqual(columns.get('cpu.percent'), [10, 11, 12]);
  assert.deepEqual(columns.get('io.devices.sda.utilization'), [1, 2, 3]);
  assert.deepEqual(columns.get('pressure.io'), [0, 0, 0]);
});

test('cores are turned from [sample][core] to one column each; one that is away is unknown', () => {
  const info = systemInfo(3);
  const columns = readColumns({ ...info, cpu: { ...info.cpu, corePercent: [[1, 2], null, [5, null]] } }, 3);
  assert.deepEqual(columns.get('cpu.core.0'), [1, null, 5]);
  assert.deepEqual(columns.get('cpu.core.1'), [2, null, null]);
});

test('what is no series is none: filesystems, platform, totals', () => {
  const paths = [...readColumns(systemInfo(1), 1).keys()];
  assert.deepEqual(
    paths.filter((path) => /^(disk|platform|pids)|total|coreNum|corePercent/.test(path)),
    [],
  );
});

test('a metric the page has no name for is a column all the same', () => {
  const columns = readColumns({ ...systemInfo(2), temperature: { package: [40, null] } }, 2);
  assert.deepEqual(columns.get('temperature.package'), [40, null]);
});
