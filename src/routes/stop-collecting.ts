import { encodeInChunks } from './answer/json-stream.ts';
import { recordingAnswer } from './answer/recording-answer.ts';
import type { RouteContext } from './context.ts';
import { JSON_TYPE, type Route } from './exchange.ts';
import { readHash, readView } from './parameters.ts';

/** GET /performance/stop_collecting: ends a recording if it still runs, and answers it. */
export function createStopCollecting({ recorder, columns, facts }: RouteContext): Route {
  return {
    changesState: true,
    async handle({ method, query }) {
      const hash = readHash(query);
      const view = readView(query);
      if (method === 'HEAD') {
        recorder.find(hash);
        return { kind: 'data', data: { result: 'succeeded' } };
      }
      // In this order: it ends when it is asked to, also in the moments in which the facts are still being gathered.
      const recording = await recorder.stop(hash);
      const known = await facts();
      const options = { columns, facts: known, machineNow: recorder.machine, view, from: 0 };
      return {
        kind: 'stream',
        contentType: JSON_TYPE,
        chunks: encodeInChunks(recordingAnswer(recording, options)),
        delivered: () => recorder.markFetched(recording),
      };
    },
  };
}
