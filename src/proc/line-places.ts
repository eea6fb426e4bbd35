import type { Scanner } from './scanner.ts';

const NOWHERE = -1;

/**
 * The lines that are wanted of a file that is read again and again, such as `MemFree:` of /proc/meminfo. They begin where
 * they began in the reading before as long as the numbers keep their lengths: looking there first saves the search.
 */
export class LinePlaces<Key extends string> {
  readonly #keys: readonly Key[];
  readonly #places: number[];

  /** @param keys what the lines begin with, ASCII */
  constructor(keys: readonly Key[]) {
    this.#keys = keys;
    this.#places = keys.map(() => 0);
  }

  /** Moves behind the key of number `index`; false, and anywhere, when no line begins with it. */
  seek(scanner: Scanner, index: number): boolean {
    const key = this.#keys[index] as Key;
    scanner.position = this.#places[index] as number;
    if (scanner.atLineStart && scanner.accept(key)) return true;
    const place = findLine(scanner.bytes, key);
    if (place === NOWHERE) return false;
    this.#places[index] = place;
    scanner.position = place + key.length;
    return true;
  }

  /** @throws ParseError when no line begins with the key of number `index`, or no number follows it */
  uint(scanner: Scanner, index: number): number {
    if (this.seek(scanner, index)) return scanner.uint();
    scanner.position = 0;
    throw scanner.unexpected();
  }
}

function findLine(bytes: Buffer, key: string): number {
  const newline = bytes.indexOf(`\n${key}`, 0, 'latin1');
  if (newline >= 0) return newline + 1;
  return bytes.toString('latin1', 0, key.length) === key ? 0 : NOWHERE;
}
