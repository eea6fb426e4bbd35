import type { ServerResponse } from 'node:http';
import type { Server } from 'node:net';

/** What a transport knows of a request before any route sees it. */
export interface TransportRequest {
  readonly method: string;
  /**
   * The path below the prefix: begins with `/`, or is empty for the prefix itself without its slash.
   * `undefined` when the URL does not lie below the prefix.
   */
  readonly path: string | undefined;
  /** The path of the URL, prefix included, as the client wrote it. */
  readonly urlPath: string;
  /**
   * The URL may be the place where the agent is mounted, written without its trailing slash. If the path
   * is no route, the client belongs at the URL with the slash: the page's links are relative.
   */
  readonly slashMissing: boolean;
  /** The query string without its `?`. */
  readonly query: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/**
 * Answers one request on a response of node's `http` or of node-fastcgi, which have one shape. Never
 * rejects: what goes wrong becomes an answer or a log line.
 */
export type Responder = (request: TransportRequest, response: ServerResponse) => Promise<void>;

/** A transport that is yet to listen. */
export interface ClosableServer {
  readonly server: Server;
  /** No new connections; answers under way have `graceMs` to finish, idle connections end at once. */
  close(graceMs: number): Promise<void>;
}
