import type { RouteContext } from './context.ts';
import type { Route } from './exchange.ts';

/** GET /health: whether the agent samples, for those who watch it. */
export function createHealth({ recorder, version, isShuttingDown }: RouteContext): Route {
  return {
    changesState: false,
    handle() {
      const recordings = [...recorder.all()];
      const data = {
        result: 'succeeded',
        status: isShuttingDown() ? 'shutting down' : 'ok',
        version,
        pid: process.pid,
        uptime: Math.round(process.uptime() * 1000) / 1000,
        samples: recorder.live.count,
        recordings: {
          running: recordings.filter(({ endedAtMs }) => endedAtMs === undefined).length,
          kept: recordings.filter(({ endedAtMs }) => endedAtMs !== undefined).length,
        },
      };
      return { kind: 'data', data };
    },
  };
}
