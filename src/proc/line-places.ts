import type { Scanner } from './scanner.ts';

const NOWHERE = -1;

/**
 * Finds the wanted lines of a file that is read repeatedly, such as `MemFree:` in /proc/meminfo. They begin where they
 * began in the reading before as long as the numbers keep their lengths: looking there first saves the search.
 */
export class LinePlaces<Key extends string> {
  readonly #places: Record<Key, number>;

  /** @param keys what the lines begin with, ASCII */
  constructor(keys: readonly Key[]) {
    this.#places = Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;
  }

  /** Moves the scanner behind the key; false, and anywhere, when no line begins with it. */
  seek(scanner: Scanner, key: Key): boolean {
    scanner.position = this.#places[key];
    if (scanner.atLineStart && scanner.accept(key)) return true;
    const place = findLine(scanner.bytes, key);
    if (place === NOWHERE) return false;
    this.#places[key] = place;
    scanner.position = place + key.length;
    return true;
  }

  /** @throws ParseError when no line begins with the key, or no number follows it */
  uint(scanner: Scanner, key: Key): number {
    if (this.seek(scanner, key)) return scanner.uint();
    scanner.position = 0;
    throw scanner.unexpected();
  }
}

function findLine(bytes: Buffer, key: string): number {
  const newline = bytes.indexOf(`\n${key}`, 0, 'latin1');
  if (newline >= 0) return newline + 1;
  return bytes.toString('latin1', 0, key.length) === key ? 0 : NOWHERE;
}
