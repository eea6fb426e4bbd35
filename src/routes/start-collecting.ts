import type { RouteContext } from './context.ts';
import type { Route } from './exchange.ts';
import { readRecordingParameters } from './parameters.ts';

/** GET /performance/start_collecting: begins a recording. */
export function createStartCollecting({ recorder, limits }: RouteContext): Route {
  return {
    changesState: true,
    async handle({ method, query }) {
      const parameters = readRecordingParameters(query, limits);
      if (method === 'HEAD') {
        recorder.check(parameters);
        return { kind: 'data', data: { result: 'succeeded' } };
      }
      const { recording, startedAtMs, matched } = await recorder.start(parameters);
      const { hash } = parameters;
      const data = { result: 'succeeded', hash, startedAt: startedAtMs, samples: recording.planned, matched };
      return { kind: 'data', data };
    },
  };
}
