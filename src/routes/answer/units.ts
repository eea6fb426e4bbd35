import type { Unit } from '../../samplers/column.ts';

/** How sizes are written: as the original agent did, or as whole bytes. */
export type SizeUnits = 'legacy' | 'bytes';

const GB = 2 ** 30;
const MB = 2 ** 20;

/** What an answer says of its sizes. */
export function unitsOf(sizes: SizeUnits): { memory: string; io: string; disk: string } {
  return sizes === 'bytes'
    ? { memory: 'bytes', io: 'bytes', disk: 'bytes' }
    : { memory: 'GB', io: 'MB', disk: 'GB' };
}

/** Bytes of memory or of a filesystem, in GB to nine decimals (about a byte) or in whole bytes. */
export function memorySize(bytes: number, sizes: SizeUnits): number {
  return sizes === 'bytes' ? Math.round(bytes) : Math.round((bytes / GB) * 1e9) / 1e9;
}

/** Bytes of input or output, in MB to six decimals (about a byte) or in whole bytes. */
export function ioSize(bytes: number, sizes: SizeUnits): number {
  return sizes === 'bytes' ? Math.round(bytes) : Math.round((bytes / MB) * 1e6) / 1e6;
}

/** How a column's numbers are written. */
export function formatOf(unit: Unit, sizes: SizeUnits): (value: number) => string {
  switch (unit) {
    case 'memory':
      return (value) => String(memorySize(value, sizes));
    case 'io':
      return (value) => String(ioSize(value, sizes));
    default:
      return String;
  }
}
