import type { PerformanceInfo, RecordingAnswer } from '../../src/web/api/answer.ts';

/** Answers in the contract's shape, with numbers that can be told apart. */
export function systemInfo(samples: number, firstValue = 10): PerformanceInfo {
  const series = (first: number, step: number) => Array.from({ length: samples }, (_, k) => first + k * step);
  const none = series(0, 0);
  return {
    cpu: {
      percent: series(firstValue, 1),
      coreNum: 2,
      corePercent: series(0, 1).map((value) => [value, value * 2]),
      architecture: 'x86_64',
      model: 'A CPU',
      MHz: '2400.000',
      modes: { user: series(5, 0), nice: none, system: series(2, 0), idle: series(90, 0), iowait: none },
    },
    memory: { percent: series(50, 0), used: series(2 ** 30, 0), total: 2 ** 31, swapUsed: none },
    io: {
      readSize: series(0, 1024),
      writeSize: series(0, 2048),
      readCount: series(0, 1),
      writeCount: series(0, 2),
      devices: [{ name: 'sda', utilization: series(1, 1) }],
    },
    network: { rxSize: series(0, 10), txSize: series(0, 20), rxCount: none, txCount: none },
    load: { one: series(1, 0), five: series(1, 0), fifteen: series(1, 0) },
    pressure: { cpu: none, memory: none, io: none },
    disk: [
      { mountPoint: '/', device: '/dev/sda1', fsType: 'ext4', total: 100, used: 50, free: 50, percent: 50 },
    ],
    platform: {
      version: '#1',
      hostname: 'web-1',
      system: 'Linux',
      release: '6.1.0',
      distribution: 'Debian GNU/Linux 12 (bookworm)',
    },
  };
}

export const STARTED_AT = Date.UTC(2026, 4, 4, 10, 20, 30);

export function recording(samples: number, more: Partial<RecordingAnswer> = {}): RecordingAnswer {
  return {
    hash: 'abc',
    startedAt: STARTED_AT,
    stoppedAt: STARTED_AT + samples * 1000,
    duration: samples,
    interval: 1,
    timestamps: Array.from({ length: samples }, (_, k) => STARTED_AT + (k + 1) * 1000),
    system: systemInfo(samples),
    ...more,
  };
}
