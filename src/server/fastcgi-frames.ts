/**
 * The door in front of node-fastcgi: what a web server sends passes here first, and only what the
 * library survives gets through. It sees a request when its parameters are complete, so that half
 * requests, however many, cost it nothing.
 */
import {
  createRecordReader,
  decodePairs,
  FrameError,
  HEADER_BYTES,
  KEEP_CONNECTION_FLAG,
  MANAGEMENT_ID,
  type Pair,
  RESPONDER_ROLE,
  recordTypes,
} from './fastcgi-records.ts';

/** What one connection may ask for. nginx, with its default limits, stays far below each of these. */
export interface FrameLimits {
  /** Requests that may be under way at once. nginx sends one after the other. */
  readonly maxRequests: number;
  /** Parameters that may wait for their request's completion, over all requests. */
  readonly maxParamBytes: number;
  readonly maxParams: number;
  /** Bodies, and records of requests that are over, since the last begin-request. Nothing reads them. */
  readonly maxIgnoredBytes: number;
}

export const defaultFrameLimits: FrameLimits = {
  maxRequests: 64,
  maxParamBytes: 256 * 1024,
  maxParams: 1000,
  maxIgnoredBytes: 8 * 1024 * 1024,
};

/** What has passed the door. */
export interface FrameSink {
  /** A request begins: its parameters or its abortion follow at once, unless it is of a role we do not play. */
  begin(id: number, role: number, flags: number): void;
  params(id: number, pairs: readonly Pair[]): void;
  abort(id: number): void;
  /** The web server asks for the values of these names. */
  values(names: readonly string[]): void;
  /** A record about the connection, of a type that is not in the specification, which wants to be told so. */
  unknown(type: number): void;
}

export interface FrameChecker {
  /**
   * @param nowMs any monotonic clock
   * @throws FrameError when the peer breaks the protocol or a limit; nothing may be pushed after that
   */
  push(chunk: Buffer, nowMs: number): void;
  /** To be told when a request has been answered: from then on its id is free. */
  ended(id: number): void;
  /** Since when the oldest half record or half request waits for its other half. */
  readonly waitingSinceMs: number | undefined;
  /** Nothing under way: no request, and not the beginning of one. */
  readonly isIdle: boolean;
}

/** A request whose parameters are still coming. */
interface Head {
  readonly flags: number;
  readonly begunAtMs: number;
  /** Its first `paramBytes` bytes are the parameters so far. */
  params: Buffer;
  paramBytes: number;
}

const NO_BYTES = Buffer.alloc(0);

export function createFrameChecker(limits: FrameLimits, sink: FrameSink): FrameChecker {
  // In order of their beginning: the first is the one that has waited longest.
  const heads = new Map<number, Head>();
  const answering = new Set<number>();
  const reader = createRecordReader(onRecord);
  let nowMs = 0;
  let paramBytes = 0;
  let ignoredBytes = 0;
  let recordCount = 0;
  let midRecordSinceMs: number | undefined;

  function onRecord(type: number, id: number, content: Buffer): void {
    recordCount += 1;
    if (type === recordTypes.beginRequest) onBegin(id, content);
    else if (type === recordTypes.params) onParams(id, content);
    else if (type === recordTypes.stdin || type === recordTypes.data) ignore(content);
    else if (type === recordTypes.abortRequest) onAbort(id, content);
    else if (type === recordTypes.getValues) onGetValues(id, content);
    else if (id === MANAGEMENT_ID) sink.unknown(type);
    else throw new FrameError(`a record of type ${type}, which no web server sends`);
  }

  function onBegin(id: number, content: Buffer): void {
    if (content.length !== 8) throw new FrameError(`a begin-request of ${content.length} bytes, not 8`);
    if (id === MANAGEMENT_ID) throw new FrameError('a begin-request without an id');
    if (heads.has(id) || answering.has(id)) throw new FrameError(`a second request under the id ${id}`);
    ignoredBytes = 0;
    const role = content.readUInt16BE(0);
    const flags = (content[2] as number) & KEEP_CONNECTION_FLAG;
    if (role !== RESPONDER_ROLE) {
      sink.begin(id, role, flags);
      return;
    }
    if (heads.size + answering.size >= limits.maxRequests) {
      throw new FrameError(`more than ${limits.maxRequests} requests at once`);
    }
    heads.set(id, { flags, begunAtMs: nowMs, params: NO_BYTES, paramBytes: 0 });
  }

  function onParams(id: number, content: Buffer): void {
    const head = heads.get(id);
    if (head === undefined) {
      // The library would take a second empty params record for a second request.
      if (answering.has(id)) throw new FrameError('parameters after their end');
      ignore(content);
    } else if (content.length > 0) {
      append(head, content);
    } else {
      const pairs = decodePairs(head.params.subarray(0, head.paramBytes), limits.maxParams);
      start(id, head);
      sink.params(id, pairs);
    }
  }

  /** A pair may straddle two records, so they are put together before they are read. */
  function append(head: Head, content: Buffer): void {
    paramBytes += content.length;
    if (paramBytes > limits.maxParamBytes) {
      throw new FrameError(`more than ${limits.maxParamBytes} bytes of parameters`);
    }
    const neededBytes = head.paramBytes + content.length;
    if (neededBytes > head.params.length) {
      // Doubling keeps the cost of many tiny records in proportion to their bytes.
      const larger = Buffer.allocUnsafe(Math.max(neededBytes, 2 * head.params.length));
      head.params.copy(larger, 0, 0, head.paramBytes);
      head.params = larger;
    }
    content.copy(head.params, head.paramBytes);
    head.paramBytes = neededBytes;
  }

  function start(id: number, head: Head): void {
    heads.delete(id);
    paramBytes -= head.paramBytes;
    answering.add(id);
    sink.begin(id, RESPONDER_ROLE, head.flags);
  }

  function onAbort(id: number, content: Buffer): void {
    if (content.length > 0) throw new FrameError('an abort-request with content');
    const head = heads.get(id);
    if (head !== undefined) start(id, head);
    // The abortion of a request that is over crossed its answer: nothing is wrong.
    if (answering.has(id)) sink.abort(id);
  }

  function onGetValues(id: number, content: Buffer): void {
    if (id !== MANAGEMENT_ID) throw new FrameError('a get-values inside a request');
    sink.values(decodePairs(content, limits.maxParams).map(([name]) => name));
  }

  function ignore(content: Buffer): void {
    ignoredBytes += HEADER_BYTES + content.length;
    if (ignoredBytes > limits.maxIgnoredBytes) {
      throw new FrameError(`more than ${limits.maxIgnoredBytes} bytes that nothing reads`);
    }
  }

  return {
    push(chunk, atMs) {
      nowMs = atMs;
      const recordsBefore = recordCount;
      reader.push(chunk);
      if (!reader.isMidRecord) midRecordSinceMs = undefined;
      else if (midRecordSinceMs === undefined || recordCount > recordsBefore) midRecordSinceMs = nowMs;
    },
    ended(id) {
      answering.delete(id);
    },
    get waitingSinceMs() {
      const [oldest] = heads.values();
      if (oldest === undefined) return midRecordSinceMs;
      return Math.min(oldest.begunAtMs, midRecordSinceMs ?? Infinity);
    },
    get isIdle() {
      return answering.size === 0 && heads.size === 0 && !reader.isMidRecord;
    },
  };
}
