import { startedAtOf } from '../recordings/recording.ts';
import type { StoredRecording } from '../recordings/store.ts';
import type { RouteContext } from './context.ts';
import type { Route } from './exchange.ts';
import { stateOf } from './recording.ts';

/** GET /performance/recordings: every recording the agent knows, running or kept. */
export function createRecordings({ recorder }: RouteContext): Route {
  const describe = ({ recording, reservedBytes, fetchedAtMs }: StoredRecording) => {
    const { state, parameters, quality } = recording;
    return {
      hash: parameters.hash,
      state: stateOf(state.kind),
      fetched: fetchedAtMs !== undefined,
      startedAt: startedAtOf(recording) ?? null,
      stoppedAt: state.kind === 'finished' ? state.stoppedAtMs : null,
      duration: parameters.durationMs / 1000,
      interval: parameters.intervalMs / 1000,
      server: parameters.selector?.text ?? null,
      children: parameters.withChildren,
      progress: Math.round(recorder.progress(recording) * 1e4) / 1e4,
      planned: recording.planned,
      taken: quality.taken,
      missed: quality.missed,
      bytes: recording.allocatedBytes,
      reservedBytes,
    };
  };
  return {
    changesState: false,
    handle: () => ({
      kind: 'data',
      data: { result: 'succeeded', recordings: [...recorder.all()].map(describe) },
    }),
  };
}
