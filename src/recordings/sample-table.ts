import type { Storage } from '../samplers/column.ts';
import { CORE_UNKNOWN } from '../samplers/cpu.ts';

/** Marks an unknown value among those kept as 32-bit numbers. */
const U32_UNKNOWN = 0xffff_ffff;
const FIRST_CHUNK_ROWS = 32;
const LARGEST_CHUNK_ROWS = 1024;

/**
 * Rows of one block of memory: for each kind of storage one typed array, row after row. A sample writes to a few
 * places that lie together, and not to one of each column: that is what an agent with many recordings does all day.
 */
interface Chunk {
  readonly capacity: number;
  readonly wide: Float64Array;
  readonly narrow: Uint32Array;
  /** `coreWidth` hundredths of a percent a row. */
  readonly cores: Uint16Array;
  readonly coreWidth: number;
  used: number;
}

/** Where a column lives: its kind, its place among the columns of that kind, and what `narrow` values are times. */
interface Slot {
  readonly isWide: boolean;
  readonly index: number;
  readonly scale: number;
}

/** The shape of a table's rows. Tables of one shape share it. */
export interface TableLayout {
  readonly slots: readonly Slot[];
  readonly wideColumns: number;
  readonly narrowColumns: number;
  /** The row of which nothing is known. */
  readonly unknown: PackedRow;
}

export function createTableLayout(storages: readonly Storage[]): TableLayout {
  let wideColumns = 0;
  let narrowColumns = 0;
  const slots = storages.map((storage) =>
    storage.kind === 'f64'
      ? { isWide: true, index: wideColumns++, scale: 1 }
      : { isWide: false, index: narrowColumns++, scale: storage.scale },
  );
  const unknown = packRow({ slots }, new Array(slots.length).fill(Number.NaN));
  return { slots, wideColumns, narrowColumns, unknown };
}

/** A row as tables of one layout keep it: made once, appended to as many as there are. */
export interface PackedRow {
  /** The columns of each kind, in order; the narrow ones scaled. */
  readonly wide: readonly number[];
  readonly narrow: readonly number[];
}

/** @param values one number a column, NaN for unknown */
export function packRow({ slots }: Pick<TableLayout, 'slots'>, values: readonly number[]): PackedRow {
  const wide: number[] = [];
  const narrow: number[] = [];
  for (let column = 0; column < slots.length; column++) {
    const { isWide, scale } = slots[column] as Slot;
    const value = values[column] as number;
    if (isWide) wide.push(value);
    else narrow.push(toNarrow(value, scale));
  }
  return { wide, narrow };
}

/** Bytes that one row takes. */
export function rowBytes({ wideColumns, narrowColumns }: TableLayout, coreWidth: number): number {
  return 8 * wideColumns + 4 * narrowColumns + 2 * coreWidth;
}

/** Some rows of a table, which stay readable whatever happens to the table. */
export interface Rows {
  readonly count: number;
  /** The widest row's number of cores. */
  readonly coreWidth: number;
  /** The numbers of one column, in order; NaN is unknown. */
  column(index: number): Iterable<number>;
  /** Hundredths of a percent by CPU number, `CORE_UNKNOWN` where unknown. The array is valid until the next step. */
  cores(): Iterable<Uint16Array>;
}

/**
 * Samples in flat typed arrays: 8 bytes a wide value, 4 a narrow one, 2 a core. Memory grows with the samples
 * that were taken, in chunks that double up to `LARGEST_CHUNK_ROWS`. Invariant: rows are only ever appended, and
 * forgotten from the front in whole chunks; a written row never changes.
 */
export class SampleTable {
  readonly #layout: TableLayout;
  readonly #expectedRows: number;
  #chunks: Chunk[] = [];
  #firstRow = 0;
  #length = 0;

  /** @param expectedRows how many rows there will be: the last chunk is no larger than needed */
  constructor(layout: TableLayout, expectedRows = Number.POSITIVE_INFINITY) {
    this.#layout = layout;
    this.#expectedRows = expectedRows;
  }

  /** How many rows were ever appended, the forgotten ones included. */
  get length(): number {
    return this.#length;
  }

  /** The first row that is still there. */
  get firstRow(): number {
    return this.#firstRow;
  }

  /** Bytes of the arrays as allocated. */
  get allocatedBytes(): number {
    let bytes = 0;
    for (const chunk of this.#chunks) {
      bytes += chunk.wide.byteLength + chunk.narrow.byteLength + chunk.cores.byteLength;
    }
    return bytes;
  }

  /** Appends a row that was packed for this layout. */
  append({ wide, narrow }: PackedRow, cores: readonly number[]): void {
    const chunk = this.#chunkFor(cores.length);
    const row = chunk.used++;
    this.#length++;
    const firstWide = row * wide.length;
    for (let index = 0; index < wide.length; index++) chunk.wide[firstWide + index] = wide[index] as number;
    const firstNarrow = row * narrow.length;
    for (let index = 0; index < narrow.length; index++) {
      chunk.narrow[firstNarrow + index] = narrow[index] as number;
    }
    const firstCore = row * chunk.coreWidth;
    for (let core = 0; core < chunk.coreWidth; core++) {
      chunk.cores[firstCore + core] = core < cores.length ? (cores[core] as number) : CORE_UNKNOWN;
    }
  }

  /** Appends a row of which nothing is known. */
  appendUnknown(): void {
    this.append(this.#layout.unknown, []);
  }

  /** Forgets whole chunks of rows before `row`: up to a chunk's rows may stay longer. */
  forgetBefore(row: number): void {
    while (this.#chunks.length > 1) {
      const first = this.#chunks[0] as Chunk;
      if (this.#firstRow + first.used > row) return;
      this.#chunks.shift();
      this.#firstRow += first.used;
    }
  }

  /** The rows from `from` up to, not including, `to`. */
  rows(from = this.#firstRow, to = this.#length): Rows {
    return rowsOf(this.#chunks.slice(), this.#layout, from - this.#firstRow, to - this.#firstRow);
  }

  #chunkFor(coreWidth: number): Chunk {
    const last = this.#chunks[this.#chunks.length - 1];
    // CPUs may be added while we run: the rows that know them begin a chunk that has room for them.
    if (last && last.used < last.capacity && coreWidth <= last.coreWidth) return last;
    const doubled = last ? Math.min(LARGEST_CHUNK_ROWS, last.capacity * 2) : FIRST_CHUNK_ROWS;
    const capacity = Math.max(1, Math.min(doubled, this.#expectedRows - this.#length));
    const width = Math.max(coreWidth, last?.coreWidth ?? 0);
    const chunk = {
      capacity,
      wide: new Float64Array(this.#layout.wideColumns * capacity),
      narrow: new Uint32Array(this.#layout.narrowColumns * capacity),
      cores: new Uint16Array(width * capacity),
      coreWidth: width,
      used: 0,
    };
    this.#chunks.push(chunk);
    return chunk;
  }
}

function toNarrow(value: number, scale: number): number {
  if (Number.isNaN(value)) return U32_UNKNOWN;
  return Math.min(U32_UNKNOWN - 1, Math.max(0, Math.round(value * scale)));
}

function rowsOf(chunks: readonly Chunk[], layout: TableLayout, from: number, to: number): Rows {
  // A chunk that is still being filled may grow behind our back: only rows below `to` are read.
  function* ranges(): Generator<{ chunk: Chunk; first: number; end: number }> {
    let start = 0;
    for (const chunk of chunks) {
      const first = Math.max(0, from - start);
      const end = Math.min(chunk.used, to - start);
      if (first < end) yield { chunk, first, end };
      start += chunk.used;
      if (start >= to) return;
    }
  }
  const coreWidth = chunks.reduce((widest, chunk) => Math.max(widest, chunk.coreWidth), 0);
  return {
    count: Math.max(0, to - from),
    coreWidth,
    *column(index) {
      const slot = layout.slots[index] as Slot;
      const width = slot.isWide ? layout.wideColumns : layout.narrowColumns;
      for (const { chunk, first, end } of ranges()) {
        for (let row = first; row < end; row++) {
          const at = row * width + slot.index;
          yield slot.isWide ? (chunk.wide[at] as number) : fromNarrow(chunk.narrow[at] as number, slot.scale);
        }
      }
    },
    *cores() {
      const values = new Uint16Array(coreWidth).fill(CORE_UNKNOWN);
      for (const { chunk, first, end } of ranges()) {
        for (let row = first; row < end; row++) {
          for (let core = 0; core < chunk.coreWidth; core++) {
            values[core] = chunk.cores[row * chunk.coreWidth + core] as number;
          }
          yield values;
        }
      }
    },
  };
}

function fromNarrow(stored: number, scale: number): number {
  return stored === U32_UNKNOWN ? Number.NaN : stored / scale;
}
