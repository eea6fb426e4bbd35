/** The same responder on plain HTTP, for trying the agent without a web server. */
import { createServer, type IncomingMessage } from 'node:http';
import type { ClosableServer, Responder, TransportRequest } from './handler.ts';
import { nextPoll } from './next-poll.ts';
import { httpRoutePath, normalizePrefix, queryOf } from './route-path.ts';

export interface HttpOptions {
  readonly responder: Responder;
  /** Optional in the URLs here: with and without it the same is found. */
  readonly prefix: string;
}

const serverLimits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
} as const;

export function createHttpServer({ responder, prefix: rawPrefix }: HttpOptions): ClosableServer {
  const prefix = normalizePrefix(rawPrefix);
  let isClosing = false;

  const server = createServer(serverLimits, (incoming, response) => {
    response.once('close', closeIfLast);
    void responder(transportRequest(incoming, prefix), response);
  });

  /** A connection whose answer was under way when the closing began is kept alive by node. */
  function closeIfLast(): void {
    if (isClosing) setImmediate(() => server.closeIdleConnections());
  }

  return {
    server,
    async close(graceMs) {
      // Who had come before the call is still let in, and what they brought is read.
      await nextPoll();
      await nextPoll();
      isClosing = true;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function transportRequest(incoming: IncomingMessage, prefix: string): TransportRequest {
  const url = incoming.url ?? '/';
  return {
    method: incoming.method ?? '',
    ...httpRoutePath(url, prefix),
    query: queryOf(url),
    headers: incoming.headers as TransportRequest['headers'],
  };
}
