/**
 * The FastCGI 1.0 wire format: records, and the name-value pairs inside some of them. Pure; shared by
 * the worker and by the client. Specification: https://fastcgi-archives.github.io/FastCGI_Specification.html
 */
export const recordTypes = {
  beginRequest: 1,
  abortRequest: 2,
  endRequest: 3,
  params: 4,
  stdin: 5,
  stdout: 6,
  stderr: 7,
  data: 8,
  getValues: 9,
  getValuesResult: 10,
  unknownType: 11,
} as const;

/** The role that answers HTTP requests; authorizers (2) and filters (3) are not our business. */
export const RESPONDER_ROLE = 1;
/** The flag of a begin-request by which the web server keeps the connection for more requests. */
export const KEEP_CONNECTION_FLAG = 1;
/** The request id of records that are about the connection, not about a request. */
export const MANAGEMENT_ID = 0;
export const HEADER_BYTES = 8;
export const MAX_CONTENT_BYTES = 65_535;
export const VERSION = 1;
const EMPTY = Buffer.alloc(0);

/** Bytes that are not FastCGI, or FastCGI that breaks its own rules; the message says which. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** A value of `undefined` never travels: FastCGI knows only the empty one. */
export type Pair = readonly [name: string, value: string];

export type RecordHandler = (type: number, id: number, content: Buffer) => void;

export interface RecordReader {
  /** Calls the handler for every record these bytes complete. Throws `FrameError` on another version. */
  push(chunk: Buffer): void;
  /** Whether the beginning of a record has arrived and its rest has not. */
  readonly isMidRecord: boolean;
}

/**
 * Cuts a byte stream, in whatever chunks it comes, into records. The content handed to `onRecord` is a
 * view that is good during the call only. Costs no copy for a record that arrives in one chunk, and
 * holds at most one record.
 */
export function createRecordReader(onRecord: RecordHandler): RecordReader {
  let held = EMPTY;
  let heldBytes = 0;

  function deliver(bytes: Buffer, start: number, size: number): void {
    const contentStart = start + HEADER_BYTES;
    const contentEnd = start + size - (bytes[start + 6] as number);
    onRecord(
      bytes[start + 1] as number,
      bytes.readUInt16BE(start + 2),
      bytes.subarray(contentStart, contentEnd),
    );
  }

  /** Takes what it can of an unfinished record from the chunk and returns how many bytes that were. */
  function hold(chunk: Buffer, offset: number): number {
    const wantedBytes = heldBytes < HEADER_BYTES ? HEADER_BYTES : recordSize(held, 0);
    if (held.length < wantedBytes) {
      const larger = Buffer.allocUnsafe(wantedBytes);
      held.copy(larger, 0, 0, heldBytes);
      held = larger;
    }
    const takenBytes = Math.min(wantedBytes - heldBytes, chunk.length - offset);
    chunk.copy(held, heldBytes, offset, offset + takenBytes);
    heldBytes += takenBytes;
    if (heldBytes >= HEADER_BYTES && heldBytes === recordSize(held, 0)) {
      const record = held;
      held = EMPTY;
      heldBytes = 0;
      deliver(record, 0, record.length);
    }
    return takenBytes;
  }

  return {
    push(chunk) {
      let offset = 0;
      while (offset < chunk.length) {
        const restBytes = chunk.length - offset;
        const size = heldBytes === 0 && restBytes >= HEADER_BYTES ? recordSize(chunk, offset) : undefined;
        if (size !== undefined && restBytes >= size) {
          deliver(chunk, offset, size);
          offset += size;
        } else {
          offset += hold(chunk, offset);
        }
      }
    },
    get isMidRecord() {
      return heldBytes > 0;
    },
  };
}

function recordSize(bytes: Buffer, start: number): number {
  const version = bytes[start];
  if (version !== VERSION) {
    throw new FrameError(`a record of version ${version}, where only version ${VERSION} exists`);
  }
  return HEADER_BYTES + bytes.readUInt16BE(start + 4) + (bytes[start + 6] as number);
}

/** One record of at most `MAX_CONTENT_BYTES` of content, without padding: receivers must take any. */
export function encodeRecord(type: number, id: number, content: Uint8Array = EMPTY): Buffer {
  const record = Buffer.allocUnsafe(HEADER_BYTES + content.length);
  record[0] = VERSION;
  record[1] = type;
  record.writeUInt16BE(id, 2);
  record.writeUInt16BE(content.length, 4);
  record[6] = 0;
  record[7] = 0;
  record.set(content, HEADER_BYTES);
  return record;
}

/** A stream of any length as records, the empty one that ends it included. */
export function encodeStream(type: number, id: number, bytes: Uint8Array): Buffer {
  const records: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += MAX_CONTENT_BYTES) {
    records.push(encodeRecord(type, id, bytes.subarray(start, start + MAX_CONTENT_BYTES)));
  }
  records.push(encodeRecord(type, id));
  return Buffer.concat(records);
}

export function encodeBeginRequest(id: number, role: number, flags: number): Buffer {
  return encodeRecord(
    recordTypes.beginRequest,
    id,
    Buffer.from([role >> 8, role & 255, flags, 0, 0, 0, 0, 0]),
  );
}

export function encodePairs(pairs: Iterable<Pair>): Buffer {
  const parts: Buffer[] = [];
  for (const [name, value] of pairs) {
    const nameBytes = Buffer.from(name);
    const valueBytes = Buffer.from(value);
    parts.push(encodeLength(nameBytes.length), encodeLength(valueBytes.length), nameBytes, valueBytes);
  }
  return Buffer.concat(parts);
}

function encodeLength(length: number): Buffer {
  if (length < 128) return Buffer.from([length]);
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE((length | 0x8000_0000) >>> 0);
  return bytes;
}

/**
 * Reads the pairs of a whole params stream.
 * @param maxPairs more than these are refused
 * @throws FrameError when a length points beyond the end
 */
export function decodePairs(bytes: Buffer, maxPairs: number): Pair[] {
  const pairs: Pair[] = [];
  let offset = 0;

  function takeLength(): number {
    const first = bytes[offset];
    if (first === undefined) throw new FrameError('a name-value pair that is cut off');
    if (first < 128) {
      offset += 1;
      return first;
    }
    if (offset + 4 > bytes.length) throw new FrameError('a name-value pair that is cut off');
    const length = bytes.readUInt32BE(offset) & 0x7fff_ffff;
    offset += 4;
    return length;
  }

  while (offset < bytes.length) {
    const nameLength = takeLength();
    const valueLength = takeLength();
    const valueStart = offset + nameLength;
    const end = valueStart + valueLength;
    if (end > bytes.length) throw new FrameError('a name-value pair that is longer than its record');
    if (pairs.length === maxPairs) throw new FrameError(`more than ${maxPairs} name-value pairs`);
    pairs.push([bytes.toString('utf8', offset, valueStart), bytes.toString('utf8', valueStart, end)]);
    offset = end;
  }
  return pairs;
}
