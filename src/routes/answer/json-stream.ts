/** Text that goes out at once: small enough that making it does not keep a sample waiting. */
const CHUNK_CHARACTERS = 32 * 1024;

/** An array of JSON that is made while it is sent. */
export class Series {
  readonly pieces: () => Iterable<string>;

  /** @param pieces texts that, joined, are one JSON array */
  constructor(pieces: () => Iterable<string>) {
    this.pieces = pieces;
  }
}

/** Plain data in which any value may be a `Series`. */
export type Json =
  | Series
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A `Series` of numbers; NaN is `null`. */
export function numberSeries(values: () => Iterable<number>, format: (value: number) => string): Series {
  return textSeries(values, (value) => (Number.isNaN(value) ? 'null' : format(value)));
}

/** A `Series` of anything that `format` makes JSON of. */
export function textSeries<Value>(values: () => Iterable<Value>, format: (value: Value) => string): Series {
  return new Series(function* pieces() {
    let text = '[';
    let separator = '';
    for (const value of values()) {
      text += separator;
      text += format(value);
      separator = ',';
      if (text.length >= CHUNK_CHARACTERS) {
        yield text;
        text = '';
      }
    }
    yield `${text}]`;
  });
}

/** The texts that, joined, are `value` as JSON. Undefined members of objects are left out. */
export function* encode(value: Json): Generator<string> {
  if (value instanceof Series) {
    yield* value.pieces();
  } else if (Array.isArray(value)) {
    yield* encodeMembers('[', ']', value, (item) => encode(item));
  } else if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    yield* encodeMembers('{', '}', members, function* encodeMember([key, member]) {
      yield `${JSON.stringify(key)}:`;
      yield* encode(member);
    });
  } else {
    yield JSON.stringify(value) ?? 'null';
  }
}

function* encodeMembers<Item>(
  opening: string,
  closing: string,
  items: readonly Item[],
  encodeItem: (item: Item) => Iterable<string>,
): Generator<string> {
  let separator = opening;
  for (const item of items) {
    yield separator;
    yield* encodeItem(item);
    separator = ',';
  }
  yield separator === opening ? opening + closing : closing;
}

/** The whole of it at once, for answers that are small. */
export function encodeWhole(value: Json): string {
  let text = '';
  for (const piece of encode(value)) text += piece;
  return text;
}

/** Chunk by chunk, with a turn of the event loop between two, in which samples can be taken. */
export async function* encodeInChunks(value: Json): AsyncGenerator<string> {
  let text = '';
  for (const piece of encode(value)) {
    text += piece;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield text;
    text = '';
    await new Promise((resolve) => setImmediate(resolve));
  }
  yield text;
}
