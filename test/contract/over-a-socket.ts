import { askHttp } from '../support/http-client.ts';
import type { Target } from './target.ts';

/** A target that is asked over HTTP, under a prefix. */
export function httpTarget(port: number, prefix: string, close: () => Promise<void>): Target {
  return {
    async ask(path, { method = 'GET', headers = {} } = {}) {
      const answer = await askHttp(port, `${prefix}${path}`, { method, headers: { ...headers } });
      return {
        status: answer.status,
        headers: answer.headers as Record<string, string>,
        text: answer.body.toString('utf8'),
      };
    },
    close,
  };
}
