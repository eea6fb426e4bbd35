import type { LiveAnswers } from './answer/live-answer.ts';
import { JSON_TYPE, type Route } from './exchange.ts';
import { readHistory, readView } from './parameters.ts';

/** GET /performance/real_time: the latest sample of the always-on sampler, or the last `history` seconds. */
export function createRealTime(answers: LiveAnswers): Route {
  return {
    changesState: false,
    async handle({ query }) {
      const view = readView(query);
      const seconds = readHistory(query);
      if (seconds === undefined) {
        return { kind: 'bytes', contentType: JSON_TYPE, body: await answers.latest(view) };
      }
      return { kind: 'stream', contentType: JSON_TYPE, chunks: await answers.history(view, seconds) };
    },
  };
}
