import { once } from 'node:events';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Reply, Route, RouteRequest } from '../../src/routes/exchange.ts';
import { createFastcgiServer, type FastcgiLimits } from '../../src/server/fastcgi.ts';
import { connectFastcgi, type FastcgiAnswer, type FastcgiClient } from '../../src/server/fastcgi-client.ts';
import { createResponder } from '../../src/server/respond.ts';
import { type CapturedLog, capturedLog } from './captured-log.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export type Handle = (request: RouteRequest) => Reply | Promise<Reply>;

export interface WorkerOptions {
  readonly routes?: Readonly<Record<string, Handle>>;
  readonly prefix?: string;
  readonly limits?: Partial<FastcgiLimits>;
}

export interface Worker extends CapturedLog {
  readonly socketPath: string;
  /** A connection that ends with the test. */
  connect(): Promise<FastcgiClient>;
  /** The answer to one good request on a connection of its own. */
  ask(path: string, params?: Readonly<Record<string, string>>): Promise<FastcgiAnswer>;
  /** How many requests the worker is done with, answered or not. */
  respondedCount(): number;
  close(graceMs: number): Promise<void>;
}

/** What nginx sends for `GET /echo?a=1`, with the path in `PATH_INFO`. */
export function getParams(path: string, others: Readonly<Record<string, string>> = {}) {
  return {
    QUERY_STRING: '',
    REQUEST_METHOD: 'GET',
    CONTENT_TYPE: '',
    CONTENT_LENGTH: '',
    SCRIPT_NAME: path,
    REQUEST_URI: path,
    SERVER_PROTOCOL: 'HTTP/1.1',
    PATH_INFO: path,
    HTTP_HOST: 'localhost',
    ...others,
  };
}

/** Always there: `/echo` answers what the route was asked. */
function echo({ method, path, query, headers }: RouteRequest): Reply {
  return {
    kind: 'data',
    data: { method, path, text: query.get('text') ?? null, host: headers.host ?? null },
  };
}

export function toRoutes(handles: Readonly<Record<string, Handle>>): Map<string, Route> {
  return new Map(Object.entries(handles).map(([path, handle]) => [path, { changesState: false, handle }]));
}

/** A worker in this process, on a socket of its own, that ends with the test. */
export async function startWorker(t: TestContext, options: WorkerOptions = {}): Promise<Worker> {
  const { log, lines } = capturedLog();
  const socketPath = join(temporaryDirectory(t), 'agent.sock');
  let respondedCount = 0;
  const respond = createResponder({
    routes: toRoutes({ '/echo': echo, ...options.routes }),
    legacyStatus: false,
    log,
  });
  const { server, close } = createFastcgiServer({
    responder: async (...exchange) => {
      await respond(...exchange);
      respondedCount += 1;
    },
    prefix: options.prefix ?? '',
    log,
    limits: options.limits ?? {},
  });
  server.listen(socketPath);
  await once(server, 'listening');
  t.after(() => close(0));

  async function connect(): Promise<FastcgiClient> {
    const client = await connectFastcgi({ path: socketPath });
    t.after(() => client.close());
    return client;
  }

  return {
    log,
    lines,
    socketPath,
    connect,
    close,
    respondedCount: () => respondedCount,
    async ask(path, params) {
      const client = await connectFastcgi({ path: socketPath });
      return client.request(getParams(path, params)).finally(() => client.close());
    },
  };
}

export function jsonOf({ body }: { readonly body: Buffer }): unknown {
  return JSON.parse(body.toString());
}
