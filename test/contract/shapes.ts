import assert from 'node:assert/strict';
import type { Body } from './target.ts';

/** What an array of the answer holds, slot by slot: a number of the kind, or null. */
type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isWhole: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const isShare: Check = (value) => isNumber(value) && (value as number) >= 0 && (value as number) <= 100;
const isSize: Check = (value) => isNumber(value) && (value as number) >= 0;

/** The checks of the sizes depend on the units asked for. */
export interface ShapeOptions {
  readonly samples: number;
  readonly units: 'legacy' | 'bytes';
  readonly isFull: boolean;
}

function assertSeries(value: unknown, samples: number, check: Check, name: string): void {
  assert.ok(Array.isArray(value), `${name} is an array`);
  assert.equal(value.length, samples, `${name} has one element a sample`);
  for (const element of value) assert.ok(element === null || check(element), `${name}: ${element}`);
}

function assertNeverFalls(values: (number | null)[], name: string): void {
  let last = 0;
  for (const value of values) {
    if (value === null) continue;
    assert.ok(value >= last, `${name} never falls: ${values}`);
    last = value;
  }
}

function assertIo(io: Body, samples: number, size: Check): void {
  for (const name of ['readSize', 'writeSize']) assertSeries(io[name], samples, size, name);
  for (const name of ['readCount', 'writeCount']) assertSeries(io[name], samples, isWhole, name);
  for (const name of ['readSize', 'writeSize', 'readCount', 'writeCount']) assertNeverFalls(io[name], name);
}

function assertCommon(info: Body, { samples, units }: ShapeOptions, percent: Check): void {
  const size = units === 'bytes' ? isWhole : isSize;
  assertSeries(info.cpu.percent, samples, percent, 'cpu.percent');
  assert.ok(Number.isInteger(info.cpu.coreNum) && info.cpu.coreNum > 0);
  for (const name of ['architecture', 'model', 'MHz']) {
    assert.ok(typeof info.cpu[name] === 'string' && info.cpu[name] !== '', `cpu.${name} is a text`);
  }
  assert.match(info.cpu.MHz, /^(\d+\.\d+|\d+|Unknown)$/);
  assertSeries(info.memory.percent, samples, isShare, 'memory.percent');
  assertSeries(info.memory.used, samples, size, 'memory.used');
  assert.ok(size(info.memory.total), 'memory.total');
  assertIo(info.io, samples, size);
  assertDisks(info.disk, size);
  for (const name of ['version', 'hostname', 'system', 'release', 'distribution']) {
    assert.ok(typeof info.platform[name] === 'string' && info.platform[name] !== '', `platform.${name}`);
  }
  assert.equal(info.platform.system, 'Linux');
}

function assertDisks(disks: Body, size: Check): void {
  assert.ok(Array.isArray(disks) && disks.length > 0, 'disk lists the filesystems');
  for (const disk of disks) {
    assert.match(disk.mountPoint, /^\//);
    assert.equal(typeof disk.device, 'string');
    assert.equal(typeof disk.fsType, 'string');
    for (const name of ['total', 'used', 'free']) assert.ok(disk[name] === null || size(disk[name]), name);
    assert.ok(disk.percent === null || isShare(disk.percent));
  }
}

/** Every documented field of the system's PerformanceInfo and its type. */
export function assertSystem(info: Body, options: ShapeOptions): void {
  const { samples, units, isFull } = options;
  const size = units === 'bytes' ? isWhole : isSize;
  assertCommon(info, options, isShare);
  assertSeries(info.cpu.corePercent, samples, Array.isArray, 'cpu.corePercent');
  for (const cores of info.cpu.corePercent) {
    if (cores !== null) assertSeries(cores, cores.length, isShare, 'a sample of cpu.corePercent');
  }
  assertSeries(info.memory.free, samples, size, 'memory.free');
  if (!isFull) {
    for (const name of ['load', 'network', 'pressure']) assert.ok(!(name in info), `${name} is detail`);
    assert.ok(!('modes' in info.cpu) && !('devices' in info.io));
    return;
  }
  for (const mode of ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal']) {
    assertSeries(info.cpu.modes[mode], samples, isShare, `cpu.modes.${mode}`);
  }
  for (const name of ['swapUsed', 'cached']) assertSeries(info.memory[name], samples, size, name);
  for (const name of ['one', 'five', 'fifteen']) assertSeries(info.load[name], samples, isSize, name);
  for (const name of ['rxSize', 'txSize']) assertSeries(info.network[name], samples, size, name);
  for (const name of ['rxCount', 'txCount']) assertSeries(info.network[name], samples, isWhole, name);
  for (const name of ['cpu', 'memory', 'io']) assertSeries(info.pressure[name], samples, isShare, name);
  for (const device of info.io.devices) {
    assert.equal(typeof device.name, 'string');
    assertIo(device, samples, size);
    assertSeries(device.utilization, samples, isShare, 'utilization');
    for (const name of ['readLatency', 'writeLatency']) assertSeries(device[name], samples, isSize, name);
  }
}

/** Every documented field of a service's PerformanceInfo and its type. */
export function assertProcess(info: Body, options: ShapeOptions): void {
  const { samples, isFull } = options;
  assertCommon(info, options, isSize);
  assert.deepEqual(info.cpu.corePercent, []);
  assert.ok(!('free' in info.memory), 'memory.free is the system’s only');
  if (!isFull) {
    for (const name of ['count', 'threads', 'openFiles', 'contextSwitches', 'pids'])
      assert.ok(!(name in info));
    return;
  }
  for (const name of ['count', 'threads', 'openFiles', 'contextSwitches']) {
    assertSeries(info[name], samples, isWhole, name);
  }
  assertNeverFalls(info.contextSwitches, 'contextSwitches');
  for (const member of info.pids) {
    assert.ok(Number.isInteger(member.pid) && typeof member.name === 'string');
    assert.ok(member.firstSample <= member.lastSample && member.lastSample < samples);
    assert.ok(isSize(member.cpuSeconds) && isSize(member.peakResident));
  }
}

/** Every documented field of a recording's root. */
export function assertRecordingRoot(body: Body, options: ShapeOptions): void {
  const { samples, units } = options;
  assertSeries(body.timestamps, samples, isWhole, 'timestamps');
  assert.ok(Number.isInteger(body.startedAt) && Number.isInteger(body.stoppedAt));
  assert.ok(body.stoppedAt >= body.startedAt);
  assert.deepEqual(
    body.units,
    units === 'bytes'
      ? { memory: 'bytes', io: 'bytes', disk: 'bytes' }
      : { memory: 'GB', io: 'MB', disk: 'GB' },
  );
  const { quality } = body;
  assert.equal(quality.taken + quality.missed, samples);
  for (const name of ['planned', 'taken', 'missed', 'counterResets', 'clockSteps']) {
    assert.ok(isWhole(quality[name]), `quality.${name}`);
  }
  for (const name of ['mean', 'max']) assert.ok(isSize(quality.interval[name]), `quality.interval.${name}`);
  for (const name of ['p99', 'max']) assert.ok(isSize(quality.lateness[name]), `quality.lateness.${name}`);
  for (const name of ['core', 'system', 'process']) assert.ok(isSize(quality.cpuResolution[name]));
  assert.ok(Array.isArray(quality.unreadable));
  assert.ok(isSize(quality.agent.cpuSeconds) && quality.agent.peakResident > 0);
}
