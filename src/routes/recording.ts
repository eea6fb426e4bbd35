import { encodeInChunks } from './answer/json-stream.ts';
import { recordingAnswer } from './answer/recording-answer.ts';
import type { RouteContext } from './context.ts';
import { JSON_TYPE, type Route } from './exchange.ts';
import { readHash, readView, readWhole } from './parameters.ts';

/**
 * GET /performance/recording: looks at a recording without ending it and without counting as a fetch. `since`
 * answers only the samples from that index on, for who follows a running one.
 */
export function createRecording({ recorder, columns, facts }: RouteContext): Route {
  return {
    changesState: false,
    async handle({ query }) {
      const { recording } = recorder.find(readHash(query));
      const view = readView(query);
      const since = readWhole(query, 'since', 0, Number.MAX_SAFE_INTEGER) ?? 0;
      const from = Math.min(since, recording.length);
      const options = { columns, facts: await facts(), machineNow: recorder.machine, view, from };
      const answer = recordingAnswer(recording, options);
      return {
        kind: 'stream',
        contentType: JSON_TYPE,
        chunks: encodeInChunks({ ...answer, state: stateOf(recording.state.kind), firstIndex: from }),
      };
    },
  };
}

/** Outside, a recording that waits for its first tick runs already. */
export function stateOf(kind: 'waiting' | 'running' | 'finished'): 'running' | 'finished' {
  return kind === 'finished' ? 'finished' : 'running';
}
