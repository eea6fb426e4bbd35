import type { ServerResponse } from 'node:http';

/** What a transport knows of a request before any route sees it. */
export interface TransportRequest {
  readonly method: string;
  /** The path below the prefix; always begins with `/`. */
  readonly path: string;
  /** The query string without its `?`. */
  readonly query: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Answers one request on a response of node's `http` or of node-fastcgi, which have one shape. */
export type Responder = (request: TransportRequest, response: ServerResponse) => Promise<void>;
