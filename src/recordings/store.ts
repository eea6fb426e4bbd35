import type { Recording } from './recording.ts';

/** A recording in the store, with what the store knows of it beside what it knows of itself. */
export interface StoredRecording {
  readonly recording: Recording;
  /** Bytes it may grow to; once it has ended, what it takes. */
  reservedBytes: number;
  /** When its whole answer was handed to a client last, monotonic; undefined: never. */
  fetchedAtMs: number | undefined;
  /** When it ended, monotonic. */
  endedAtMs: number | undefined;
}

/**
 * Where recordings are kept by their hash. In memory here; one that also writes a journal has this shape.
 */
export interface RecordingStore {
  get(hash: string): StoredRecording | undefined;
  all(): Iterable<StoredRecording>;
  /** Adds a recording, or replaces the one of its hash. */
  put(entry: StoredRecording): void;
  delete(hash: string): void;
}

export function createMemoryStore(): RecordingStore {
  const entries = new Map<string, StoredRecording>();
  return {
    get: (hash) => entries.get(hash),
    all: () => entries.values(),
    put: (entry) => {
      entries.set(entry.recording.parameters.hash, entry);
    },
    delete: (hash) => {
      entries.delete(hash);
    },
  };
}

/** What may be kept. */
export interface StoreLimits {
  readonly maxRecordings: number;
  readonly maxBytes: number;
  readonly retainMs: number;
}

/** An ended recording stays for `retainMs` after its end, or after it was fetched last, whichever is later. */
export function isExpired(entry: StoredRecording, nowMs: number, retainMs: number): boolean {
  if (entry.endedAtMs === undefined) return false;
  return nowMs - Math.max(entry.endedAtMs, entry.fetchedAtMs ?? 0) >= retainMs;
}

/**
 * Which recordings must go for one more of `bytes`, which takes the place of one with its hash. Only ended recordings
 * that were already fetched go before their time, those fetched longest ago first.
 * @returns their hashes; undefined when even without them there is no room, so that none needs to go
 */
export function planRoom(
  store: RecordingStore,
  limits: StoreLimits,
  hash: string,
  bytes: number,
): readonly string[] | undefined {
  let count = 1;
  let reserved = bytes;
  const fetched: StoredRecording[] = [];
  for (const entry of store.all()) {
    if (entry.recording.parameters.hash === hash) continue;
    count++;
    reserved += entry.reservedBytes;
    if (entry.endedAtMs !== undefined && entry.fetchedAtMs !== undefined) fetched.push(entry);
  }
  fetched.sort((one, other) => (one.fetchedAtMs as number) - (other.fetchedAtMs as number));
  const going: string[] = [];
  for (const entry of fetched) {
    if (count <= limits.maxRecordings && reserved <= limits.maxBytes) break;
    going.push(entry.recording.parameters.hash);
    count--;
    reserved -= entry.reservedBytes;
  }
  return count > limits.maxRecordings || reserved > limits.maxBytes ? undefined : going;
}
