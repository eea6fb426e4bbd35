/**
 * What a route is asked and what it may answer. Routes see no sockets, no FastCGI and no statuses:
 * they return one of these, or throw an `AgentError`.
 */
export interface Query {
  /** The one value of a parameter, `undefined` when absent; throws `duplicate_parameter` when given twice. */
  get(name: string): string | undefined;
}

export interface RouteRequest {
  /** `HEAD` asks what `GET` would answer and changes nothing. */
  readonly method: 'GET' | 'HEAD';
  /** The path below the prefix: always begins with `/`. */
  readonly path: string;
  readonly query: Query;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export const JSON_TYPE = 'application/json; charset=utf-8';

/** Plain data: serialised as JSON with status 200. */
export interface DataReply {
  readonly kind: 'data';
  readonly data: Readonly<Record<string, unknown>>;
}

/** Bytes that are ready to send, such as an answer shared by many requests, or a file of the page. */
export interface BytesReply {
  readonly kind: 'bytes';
  readonly contentType: string;
  /** Text is sent as UTF-8. */
  readonly body: Uint8Array | string;
  /** Added to, and winning over, the default headers (`Cache-Control: no-store` among them). Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
}

/** An answer made while it is sent, at the reader's pace: one chunk is asked for when the last one has gone. */
export interface StreamReply {
  readonly kind: 'stream';
  readonly contentType: string;
  readonly chunks: AsyncIterable<Uint8Array | string>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Called once when the last byte has been handed to the peer; never when the peer went away before. */
  readonly delivered?: () => void;
}

export type Reply = DataReply | BytesReply | StreamReply;

export interface Route {
  /** Whether it changes state: refused to a browser that comes from another site. */
  readonly changesState: boolean;
  handle(request: RouteRequest): Reply | Promise<Reply>;
}

/** Path below the prefix (`/performance/real_time`) → route. */
export type RouteTable = ReadonlyMap<string, Route>;
