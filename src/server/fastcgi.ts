/**
 * node-fastcgi 2.0.0, and every mend it needs, each beside the fault it answers. Its requests and
 * responses are used as they are; what a peer sends and what a socket is sent pass through here.
 */
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import {
  createServer,
  type FastcgiIncoming,
  type FastcgiRecord,
  type FastcgiSocket,
  type RecordStream,
} from 'node-fastcgi';
import type { Logger } from 'pino';
import { type Complain, createComplaints } from './complaints.ts';
import type { FrameSink } from './fastcgi-frames.ts';
import { defaultGuardLimits, type GuardLimits, guardConnection } from './fastcgi-guard.ts';
import { HEADER_BYTES, MANAGEMENT_ID, type Pair, recordTypes, VERSION } from './fastcgi-records.ts';
import type { ClosableServer, Responder, TransportRequest } from './handler.ts';
import { nextPoll } from './next-poll.ts';
import { cgiRoutePath, normalizePrefix, queryOf } from './route-path.ts';

export interface FastcgiLimits extends GuardLimits {
  readonly maxConnections: number;
  /** A connection on which nothing is sent or received for so long is closed, whatever is under way on it. */
  readonly maxSilenceMs: number;
}

export interface FastcgiOptions {
  readonly responder: Responder;
  /** What the web server puts before the agent's own paths; matters where it sends no `PATH_INFO`. */
  readonly prefix: string;
  readonly log: Logger;
  readonly limits?: Partial<FastcgiLimits>;
}

const MAX_CONNECTIONS = 2000;
/** Longer than nginx keeps an idle connection (60 s): who closes first may cut off a request that is on its way. */
const MAX_SILENCE_MS = 120_000;
const GONE = 'the connection has gone';

interface Connection {
  readonly socket: Socket;
  /** Ends the connection as soon as nothing is under way on it. */
  retire(): void;
}

/** The record classes of the copy of fastcgi-stream that node-fastcgi itself uses. */
interface Records {
  readonly BeginRequest: {
    new (role: number, flags: number): object;
    readonly flags: Record<string, number>;
  };
  readonly AbortRequest: new () => object;
  readonly Params: new (pairs: readonly Pair[]) => object;
  readonly GetValues: new (names: readonly string[]) => object;
  readonly UnknownType: new (type: number) => FastcgiRecord;
}

/** A worker that is yet to listen. */
export function createFastcgiServer(options: FastcgiOptions): ClosableServer {
  const { responder, log } = options;
  const limits = {
    ...defaultGuardLimits,
    maxConnections: MAX_CONNECTIONS,
    maxSilenceMs: MAX_SILENCE_MS,
    ...options.limits,
  };
  const prefix = normalizePrefix(options.prefix);
  const complain = createComplaints(log, () => performance.now());
  const records = loadRecords();
  const connections = new Set<Connection>();

  const server = createServer(
    (incoming, response) => {
      prepare(response);
      void responder(transportRequest(incoming, prefix), response);
    },
    undefined,
    undefined,
    { maxConns: limits.maxConnections, maxReqs: limits.maxRequests, multiplex: true },
  );
  server.maxConnections = limits.maxConnections;
  server.timeout = limits.maxSilenceMs;
  server.on('connection', (socket) => {
    const connection = mendConnection(socket as FastcgiSocket, records, limits, complain);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });

  return {
    server,
    async close(graceMs) {
      // Who had come before the call is still let in, and what they brought is read.
      await nextPoll();
      const closed = new Promise((resolve) => server.close(resolve));
      await nextPoll();
      for (const connection of connections) connection.retire();
      const timer = setTimeout(() => {
        for (const { socket } of connections) socket.destroy();
      }, graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** Loads the library's records, the flag it misses among them. */
function loadRecords(): Records {
  const require = createRequire(import.meta.url);
  const libraryRequire = createRequire(require.resolve('node-fastcgi'));
  const { records } = libraryRequire('fastcgi-stream') as { records: Records };
  // Fault: the library tests the flag KEEP_CONN, fastcgi-stream calls it KEEPCONN: every connection was
  // closed after one request.
  const { flags } = records.BeginRequest;
  flags.KEEP_CONN = flags.KEEPCONN as number;
  return records;
}

function transportRequest(incoming: FastcgiIncoming, prefix: string): TransportRequest {
  const { PATH_INFO, REQUEST_URI, SCRIPT_NAME, QUERY_STRING, REQUEST_METHOD } = incoming.cgiParams;
  const { path, urlPath, slashMissing } = cgiRoutePath(
    { pathInfo: PATH_INFO, requestUri: REQUEST_URI, scriptName: SCRIPT_NAME },
    prefix,
  );
  return {
    // Fault: the library makes a request without a method a GET.
    method: REQUEST_METHOD ?? '',
    path,
    urlPath,
    slashMissing,
    query: QUERY_STRING ?? queryOf(REQUEST_URI ?? ''),
    headers: incoming.headers as TransportRequest['headers'],
  };
}

/** These headers are the web server's to send: it knows the client's connection and the time. */
function prepare(response: ServerResponse): void {
  response.sendDate = false;
  response.removeHeader('connection');
  // Fault: a write that fails because the peer has gone becomes an 'error' that nobody listens to, which
  // ends the process. The response's own 'close' tells the same.
  response.socket?.on('error', () => response.destroy());
}

function mendConnection(
  socket: FastcgiSocket,
  records: Records,
  limits: GuardLimits,
  complain: Complain,
): Connection {
  // Fault: a record of an unknown type, an abort-request with content, or a get-values that asks for
  // `toString`, throws inside the library's data handler and ends the process; lengths that lie are
  // believed; parameters that straddle two records are torn. So the library is not given bytes but
  // records that have been checked.
  socket.removeAllListeners('data');
  const sink = createSink(socket.stream, records);
  const checker = guardConnection(socket, sink, limits, complain);
  let isRetired = false;

  function endIfRetired(): void {
    if (isRetired && checker.isIdle) socket.destroySoon();
  }

  mendWrites(socket, sink.started, (id) => checker.ended(id));
  mendEnd(socket, endIfRetired);
  return {
    socket,
    retire() {
      isRetired = true;
      endIfRetired();
    },
  };
}

interface LibrarySink extends FrameSink {
  /** Requests that have been handed to the library and have not been answered a byte yet. */
  readonly started: Set<number>;
}

/** Hands what was checked to the library as if its own parser had found it. */
function createSink(stream: RecordStream, records: Records): LibrarySink {
  const started = new Set<number>();
  const configNames = new Set(['FCGI_MAX_CONNS', 'FCGI_MAX_REQS', 'FCGI_MPXS_CONNS']);
  return {
    started,
    begin(id, role, flags) {
      started.add(id);
      stream.emit('record', id, new records.BeginRequest(role, flags));
    },
    params(id, pairs) {
      // An empty record is the end, and a second end a second request.
      if (pairs.length > 0) stream.emit('record', id, new records.Params(pairs));
      stream.emit('record', id, new records.Params([]));
    },
    abort(id) {
      stream.emit('record', id, new records.AbortRequest());
    },
    values(names) {
      const known = names.filter((name) => configNames.has(name));
      stream.emit('record', MANAGEMENT_ID, new records.GetValues(known));
    },
    unknown(type) {
      stream.writeRecord(MANAGEMENT_ID, new records.UnknownType(type));
    },
  };
}

/**
 * Fault: a response leaves in four writes, each waiting for the one before: head, body, end of the
 * stream, end of the request. Here everything that is written in one turn of the event loop leaves
 * together. The first piece of an answer, and the end of its stream, are acknowledged at once, so that
 * an answer of one piece has its end in the same turn. Later pieces are acknowledged when the kernel
 * has taken them: that makes a slow reader slow the answer down, and a delivery something to rely on.
 */
function mendWrites(socket: FastcgiSocket, started: Set<number>, ended: (id: number) => void): void {
  let isCorked = false;

  function uncork(): void {
    isCorked = false;
    socket.uncork();
  }

  socket.stream.writeRecord = (id, record, callback) => {
    const size = record.getSize();
    if (record.TYPE === recordTypes.endRequest) {
      started.delete(id);
      ended(id);
    }
    // Fault: the library closes every request's error stream after the request's end, when the web
    // server has put the connection aside and takes any byte for a reason to drop it.
    const isLate = record.TYPE === recordTypes.stderr && size === 0;
    if (isLate || !socket.writable) {
      callback?.(isLate ? null : new Error(GONE));
      return true;
    }
    if (!isCorked) {
      isCorked = true;
      socket.cork();
      setImmediate(uncork);
    }
    const isStdout = record.TYPE === recordTypes.stdout;
    const isFirst = isStdout && started.delete(id) && !socket.writableNeedDrain;
    if (isFirst || (isStdout && size === 0)) {
      const hasRoom = socket.write(encode(id, record, size));
      callback?.();
      return hasRoom;
    }
    return socket.write(encode(id, record, size), (error) => {
      // node reports a write that its own destroy cut short as done.
      callback?.(error ?? (socket.destroyed ? new Error(GONE) : null));
    });
  };
}

/** The library's records fill in their content, but not the bytes they reserve: those must not leak memory. */
function encode(id: number, record: FastcgiRecord, size: number): Buffer {
  const fillsItself = record.TYPE === recordTypes.stdout;
  const bytes = fillsItself ? Buffer.allocUnsafe(HEADER_BYTES + size) : Buffer.alloc(HEADER_BYTES + size);
  bytes[0] = VERSION;
  bytes[1] = record.TYPE;
  bytes.writeUInt16BE(id, 2);
  bytes.writeUInt16BE(size, 4);
  bytes.writeUInt16BE(0, 6);
  if (size > 0) record.write?.(bytes.subarray(HEADER_BYTES));
  return bytes;
}

function mendEnd(socket: FastcgiSocket, onEnded: () => void): void {
  const { endRequest } = socket;
  socket.endRequest = (id, appStatus, protocolStatus, callback) => {
    // Fault: an answer that broke off ends like one that is complete, and the web server would pass half
    // of it on as the whole. A connection that breaks cannot be mistaken.
    if (appStatus !== 0) socket.destroy();
    endRequest(id, appStatus, protocolStatus, onEnded);
    // Fault: a response learns that it is over when the peer has read the end: of one that does not read
    // late, of one that has gone never, and whoever waits for it waits for ever.
    callback?.();
  };
}
