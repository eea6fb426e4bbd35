import type { Quality } from '../../recordings/evidence.ts';
import type { Recording } from '../../recordings/recording.ts';
import type { Json } from './json-stream.ts';
import type { Machine } from './performance-info.ts';
import { memorySize, type SizeUnits } from './units.ts';

/** How far to trust a recording, as the contract's `quality`. Times in milliseconds. */
export function qualityAnswer(recording: Recording, machine: Machine, sizes: SizeUnits): Json {
  const { ticksPerSecond } = machine.facts;
  const { quality } = recording;
  const { durationMs, intervalMs } = recording.parameters;
  const ticks = (Math.min(intervalMs, durationMs) / 1000) * ticksPerSecond;
  return {
    planned: quality.planned,
    taken: quality.taken,
    missed: quality.missed,
    interval: { mean: rounded(quality.intervalMeanMs), max: rounded(quality.intervalMaxMs) },
    lateness: { p99: rounded(quality.latenessP99Ms), max: rounded(quality.latenessMaxMs) },
    // One tick of the kernel's clock is this many percent: of a core, of all cores, of one core for a process.
    cpuResolution: {
      core: significant(100 / ticks),
      system: significant(100 / ticks / machine.state.coresOnline),
      process: significant(100 / ticks),
    },
    counterResets: quality.counterResets,
    clockSteps: quality.clockSteps,
    processes: recording.parameters.selector && {
      joined: quality.processesJoined,
      left: quality.processesLeft,
      notListed: recording.membersNotListed,
    },
    unreadable: unreadable(quality, machine),
    agent: agentUsage(quality, sizes),
  };
}

/** What a sample lacks, what is not known of the host, and filesystems without sizes. */
function unreadable(quality: Quality, { facts, state }: Machine): Json {
  const samples = quality.taken;
  return [
    ...quality.unreadable.map((note) => ({ ...note })),
    ...facts.problems.map((reason) => ({ what: 'host', reason, samples })),
    ...state.filesystems.flatMap(({ mountPoint, problem }) =>
      problem === undefined ? [] : [{ what: `disk ${mountPoint}`, reason: problem, samples }],
    ),
  ];
}

function agentUsage(quality: Quality, sizes: SizeUnits): Json {
  return {
    cpuSeconds: Math.round(quality.agentCpuSeconds * 1e6) / 1e6,
    peakResident: memorySize(quality.agentPeakResidentBytes, sizes),
  };
}

function rounded(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms * 1000) / 1000;
}

function significant(value: number): number {
  return Number(value.toPrecision(4));
}
