import type { HostFacts } from '../../host/facts.ts';
import { type MachineState, type Recording, startedAtOf } from '../../recordings/recording.ts';
import type { Column } from '../../samplers/column.ts';
import { type Json, numberSeries } from './json-stream.ts';
import { processInfo, systemInfo, type View } from './performance-info.ts';
import { qualityAnswer } from './quality-answer.ts';
import { unitsOf } from './units.ts';

export interface RecordingAnswerOptions {
  readonly columns: readonly Column[];
  readonly facts: HostFacts;
  /** The machine as it is now, for a recording that still runs. */
  readonly machineNow: MachineState;
  readonly view: View;
  /** The first sample to answer. */
  readonly from: number;
}

/** The answer of `stop_collecting`, of a recording in any state: what there is of it from `from` on. */
export function recordingAnswer(
  recording: Recording,
  options: RecordingAnswerOptions,
): { [key: string]: Json } {
  const { columns, facts, view, from } = options;
  const { state, parameters } = recording;
  const machine = { facts, state: state.kind === 'finished' ? state.machine : options.machineNow };
  const samples = recording.view(from);
  const system = systemInfo(columns, samples.system, machine, view);
  const process = samples.process && processInfo(samples.process, recording.members, machine, view);
  const sides = view.isFlat ? (process ?? system) : { system, process };
  return {
    result: 'succeeded',
    hash: parameters.hash,
    startedAt: startedAtOf(recording) ?? null,
    stoppedAt: state.kind === 'finished' ? state.stoppedAtMs : null,
    duration: parameters.durationMs / 1000,
    interval: parameters.intervalMs / 1000,
    server: parameters.selector?.text,
    children: parameters.selector && parameters.withChildren,
    units: unitsOf(view.sizes),
    timestamps: numberSeries(() => samples.system.timestamps(), String),
    quality: qualityAnswer(recording, machine, view.sizes),
    ...sides,
  };
}
