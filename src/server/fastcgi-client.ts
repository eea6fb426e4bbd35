/** The other side of FastCGI: asks a worker as a web server would, to see whether it answers. */
import { once } from 'node:events';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import {
  createRecordReader,
  decodePairs,
  encodeBeginRequest,
  encodePairs,
  encodeRecord,
  encodeStream,
  KEEP_CONNECTION_FLAG,
  MANAGEMENT_ID,
  type Pair,
  RESPONDER_ROLE,
  recordTypes,
} from './fastcgi-records.ts';

export interface FastcgiAnswer {
  /** 0 when the worker ended the request without a head. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly stderr: string;
  /** 0 unless the worker calls the request failed. */
  readonly appStatus: number;
  /** 0 complete, 1 cannot multiplex, 2 overloaded, 3 unknown role. */
  readonly protocolStatus: number;
}

export interface RequestOptions {
  readonly body?: Uint8Array;
  /** Ask the worker to keep the connection; without it the connection ends with the answer. */
  readonly keepAlive?: boolean;
}

export interface FastcgiClient {
  /** For bytes of one's own, and for its events. */
  readonly socket: Socket;
  /** Several may be under way at once. Rejects when the connection ends before the answer does. */
  request(params: Readonly<Record<string, string>>, options?: RequestOptions): Promise<FastcgiAnswer>;
  /** The answer to a request whose bytes the caller sends. */
  answer(id: number): Promise<FastcgiAnswer>;
  /** What the worker says of its limits (`FCGI_MAX_CONNS` and so on). */
  values(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  close(): void;
}

interface PendingAnswer {
  readonly stdout: Buffer[];
  readonly stderr: Buffer[];
  resolve(answer: FastcgiAnswer): void;
  reject(error: Error): void;
}

/** @throws the system's error when nobody listens there */
export async function connectFastcgi(target: NetConnectOpts): Promise<FastcgiClient> {
  const socket = connect(target);
  await once(socket, 'connect');
  return createFastcgiClient(socket);
}

/** The bytes of a whole request, as a web server sends them. */
export function encodeRequest(
  id: number,
  params: Iterable<Pair>,
  { body = new Uint8Array(), keepAlive = false }: RequestOptions = {},
): Buffer {
  return Buffer.concat([
    encodeBeginRequest(id, RESPONDER_ROLE, keepAlive ? KEEP_CONNECTION_FLAG : 0),
    encodeStream(recordTypes.params, id, encodePairs(params)),
    encodeStream(recordTypes.stdin, id, body),
  ]);
}

function createFastcgiClient(socket: Socket): FastcgiClient {
  const pending = new Map<number, PendingAnswer>();
  let pendingValues: PendingValues | undefined;
  let lastId = 0;
  let failure: Error | undefined;

  const reader = createRecordReader((type, id, content) => {
    if (type === recordTypes.getValuesResult && id === MANAGEMENT_ID) {
      pendingValues?.resolve(new Map(decodePairs(content, 100)));
      return;
    }
    const answer = pending.get(id);
    if (answer === undefined) return;
    if (type === recordTypes.stdout) answer.stdout.push(Buffer.from(content));
    else if (type === recordTypes.stderr) answer.stderr.push(Buffer.from(content));
    else if (type === recordTypes.endRequest) {
      pending.delete(id);
      answer.resolve(toAnswer(answer, content));
    }
  });

  function fail(error: Error): void {
    failure ??= error;
    for (const { reject } of pending.values()) reject(failure);
    pending.clear();
    pendingValues?.reject(failure);
  }

  socket.on('data', (chunk: Buffer) => {
    try {
      reader.push(chunk);
    } catch (error) {
      socket.destroy(error as Error);
    }
  });
  socket.on('error', fail);
  socket.on('close', () =>
    fail(new Error('The worker closed the connection before its answer was complete.')),
  );

  function answer(id: number): Promise<FastcgiAnswer> {
    return new Promise((resolve, reject) => {
      if (failure === undefined) pending.set(id, { stdout: [], stderr: [], resolve, reject });
      else reject(failure);
    });
  }

  return {
    socket,
    answer,
    request(params, options) {
      lastId = (lastId % 0xffff) + 1;
      const whole = answer(lastId);
      socket.write(encodeRequest(lastId, Object.entries(params), options));
      return whole;
    },
    values(names) {
      return new Promise((resolve, reject) => {
        pendingValues = { resolve, reject };
        const pairs = encodePairs(names.map((name) => [name, '']));
        socket.write(encodeRecord(recordTypes.getValues, MANAGEMENT_ID, pairs));
      });
    },
    close() {
      socket.destroy();
    },
  };
}

interface PendingValues {
  resolve(values: ReadonlyMap<string, string>): void;
  reject(error: Error): void;
}

function toAnswer({ stdout, stderr }: PendingAnswer, endRequest: Buffer): FastcgiAnswer {
  const output = Buffer.concat(stdout);
  const headEnd = output.indexOf('\r\n\r\n');
  const headers = parseHead(headEnd === -1 ? '' : output.toString('latin1', 0, headEnd));
  return {
    // A response without a Status header is a success: RFC 3875, section 6.3.3.
    status: headEnd === -1 ? 0 : Number.parseInt(headers.status ?? '200', 10),
    headers,
    body: headEnd === -1 ? output : output.subarray(headEnd + 4),
    stderr: Buffer.concat(stderr).toString(),
    appStatus: endRequest.readUInt32BE(0),
    protocolStatus: endRequest[4] as number,
  };
}

function parseHead(head: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}
