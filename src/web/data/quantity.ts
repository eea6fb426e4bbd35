import type { Unit } from './metrics.ts';

/** A number as it is said: `12.3 MB/s`, never `0.0123 GB/s`. */
export type Say = (value: number | null | undefined, unit: Unit) => string;

export const UNKNOWN = '–';

const BYTE_STEPS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
const COUNT_STEPS = ['', 'k', 'M', 'G', 'T'];

/**
 * @param language a BCP 47 tag: which decimal mark, which grouping
 * @param zeros `kept`: numbers that change do not dance; `round`: none at the end, as on an axis
 */
export function createSay(language: string, zeros: 'kept' | 'round' = 'kept'): Say {
  const digits = [0, 1, 2].map(
    (places) =>
      new Intl.NumberFormat(language, {
        maximumFractionDigits: places,
        minimumFractionDigits: zeros === 'kept' ? places : 0,
      }),
  );
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const three = (value: number) => digits[placesFor(value)]?.format(value) ?? String(value);
  const scaled = (value: number, step: number, names: readonly string[], tail: string) => {
    const [amount, name] = scale(value, step, names);
    const text = name === names[0] ? whole.format(roundTo(amount, 2)) : three(amount);
    return `${text}${name === '' ? '' : ' '}${name}${tail}`;
  };
  return (value, unit) => {
    if (value === null || value === undefined || Number.isNaN(value)) return UNKNOWN;
    switch (unit) {
      case 'percent':
        return `${(digits[Math.abs(value) >= 99.95 ? 0 : 1] ?? whole).format(value)}%`;
      case 'points':
        return (digits[1] ?? whole).format(value);
      case 'bytes':
        return scaled(Math.round(value), 1024, BYTE_STEPS, '');
      case 'bytesPerSecond':
        return scaled(roundTo(value, 0), 1024, BYTE_STEPS, '/s');
      case 'perSecond':
        return scaled(roundTo(value, 1), 1000, COUNT_STEPS, '/s');
      case 'milliseconds':
        return value >= 1000 ? `${three(value / 1000)} s` : `${three(value)} ms`;
      case 'load':
        return digits[2]?.format(value) ?? String(value);
      case 'count':
        return scaled(roundTo(value, 1), 1000, COUNT_STEPS, '');
    }
  };
}

function placesFor(value: number): 0 | 1 | 2 {
  const size = Math.abs(value);
  if (size >= 99.95) return 0;
  return size >= 9.995 ? 1 : 2;
}

function scale(value: number, step: number, names: readonly string[]): [number, string] {
  let amount = value;
  let index = 0;
  // Four digits of a unit say less than two of the next: 0.99 GB, not 1,014 MB.
  while (Math.abs(amount) >= 999.5 && index < names.length - 1) {
    amount /= step;
    index++;
  }
  return [amount, names[index] ?? ''];
}

function roundTo(value: number, places: number): number {
  const factor = 10 ** places;
  return Math.round(value * factor) / factor;
}

/** Steps an axis may take: powers of two times 1, 2, 5 of bytes, so that its labels are round. */
export function axisSteps(unit: Unit): number[] {
  const base = unit === 'bytes' || unit === 'bytesPerSecond' ? 1024 : 1000;
  const steps: number[] = base === 1000 ? [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5] : [];
  for (let unitSize = 1; unitSize < 1e17; unitSize *= base) {
    const within =
      base === 1024 ? [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] : [1, 2, 5, 10, 20, 25, 50, 100, 200, 500];
    steps.push(...within.map((factor) => factor * unitSize));
  }
  return steps;
}
