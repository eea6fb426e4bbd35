import { type Column, WIDE } from '../samplers/column.ts';
import { DISK_COLUMNS } from '../samplers/disk-io.ts';
import type { SystemRow } from '../samplers/system.ts';
import {
  createTableLayout,
  type PackedRow,
  packRow,
  type Rows,
  rowBytes,
  SampleTable,
  type TableLayout,
} from './sample-table.ts';

/** Kept with every sample before the system's own columns. */
const TIMESTAMP = 0;
const LABELS = [WIDE] as const;

const diskLayout = createTableLayout(DISK_COLUMNS.map((column) => column.storage));

interface DiskSeries {
  readonly table: SampleTable;
  /** The samples in which the disk was seen first and last. */
  readonly firstSample: number;
  lastSample: number;
}

/** One disk's columns over the same samples as the view it is part of. */
export interface DiskView {
  readonly name: string;
  /** How many samples of the view lie before the disk was first seen. */
  readonly missingBefore: number;
  readonly rows: Rows;
}

/** Some samples of a series, which stay readable while the series grows. */
export interface SystemView {
  readonly count: number;
  readonly coreWidth: number;
  /** Epoch milliseconds; NaN where there is no sample. */
  timestamps(): Iterable<number>;
  /** Values of the system's column `index`. */
  column(index: number): Iterable<number>;
  cores(): Iterable<Uint16Array>;
  readonly disks: readonly DiskView[];
}

/** The shape of every series of the system with these columns. */
export function createSystemLayout(columns: readonly Column[]): TableLayout {
  return createTableLayout([...LABELS, ...columns.map((column) => column.storage)]);
}

/** Bytes that one sample takes with so many cores and disks. */
export function systemSampleBytes(layout: TableLayout, cores: number, disks: number): number {
  return rowBytes(layout, cores) + disks * rowBytes(diskLayout, 0);
}

/** A sample as series keep it: made once for all recordings that have the same two snapshots, and never changed. */
export interface SystemSample {
  readonly columns: PackedRow;
  readonly corePercents: readonly number[];
  readonly disks: ReadonlyMap<string, PackedRow>;
}

/** @param layout as of `createSystemLayout` */
export function packSample(layout: TableLayout, row: SystemRow, wallMs: number): SystemSample {
  const disks = new Map<string, PackedRow>();
  for (const [name, values] of row.disks) disks.set(name, packRow(diskLayout, values));
  return { columns: packRow(layout, [wallMs, ...row.values]), corePercents: row.corePercents, disks };
}

/** The system's samples over time: all columns, all cores, each disk. */
export class SystemSeries {
  readonly #table: SampleTable;
  readonly #disks = new Map<string, DiskSeries>();
  readonly #expected: number;

  /** @param layout as of `createSystemLayout` */
  constructor(layout: TableLayout, expectedSamples = Number.POSITIVE_INFINITY) {
    this.#expected = expectedSamples;
    this.#table = new SampleTable(layout, expectedSamples);
  }

  get length(): number {
    return this.#table.length;
  }

  get firstSample(): number {
    return this.#table.firstRow;
  }

  get allocatedBytes(): number {
    let bytes = this.#table.allocatedBytes;
    for (const { table } of this.#disks.values()) bytes += table.allocatedBytes;
    return bytes;
  }

  append({ columns, corePercents, disks }: SystemSample): void {
    for (const name of disks.keys()) this.#ensureDisk(name);
    for (const [name, disk] of this.#disks) {
      const row = disks.get(name);
      if (row === undefined) {
        disk.table.appendUnknown();
      } else {
        disk.table.append(row, NO_CORES);
        disk.lastSample = this.#table.length;
      }
    }
    this.#table.append(columns, corePercents);
  }

  /** A sample that could not be taken. */
  appendUnknown(): void {
    this.#table.appendUnknown();
    for (const { table } of this.#disks.values()) table.appendUnknown();
  }

  forgetBefore(sample: number): void {
    this.#table.forgetBefore(sample);
    for (const [name, { table, firstSample, lastSample }] of this.#disks) {
      table.forgetBefore(sample - firstSample);
      if (lastSample < sample) this.#disks.delete(name);
    }
  }

  view(from = this.#table.firstRow, to = this.#table.length): SystemView {
    const rows = this.#table.rows(from, to);
    return {
      count: rows.count,
      coreWidth: rows.coreWidth,
      timestamps: () => rows.column(TIMESTAMP),
      column: (index) => rows.column(LABELS.length + index),
      cores: () => rows.cores(),
      disks: [...this.#disks].map(([name, disk]) => diskView(name, disk, from, to)),
    };
  }

  #ensureDisk(name: string): void {
    if (this.#disks.has(name)) return;
    const firstSample = this.#table.length;
    const table = new SampleTable(diskLayout, this.#expected - firstSample);
    this.#disks.set(name, { table, firstSample, lastSample: firstSample });
  }
}

const NO_CORES: readonly number[] = [];

function diskView(name: string, { table, firstSample }: DiskSeries, from: number, to: number): DiskView {
  const first = Math.max(from, firstSample + table.firstRow);
  return {
    name,
    missingBefore: Math.min(to, first) - from,
    rows: table.rows(first - firstSample, Math.max(first, to) - firstSample),
  };
}
