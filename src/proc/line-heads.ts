import type { Scanner } from './scanner.ts';

interface Head {
  /** From the line's beginning to the space after the name, which is part of it. */
  readonly text: string;
  readonly name: string;
}

const SPACE = 32;

/**
 * How the lines of a repeatedly read file begin: `   8       0 sda `, `  eth0: `. Nearly every time they begin as the
 * time before, and to see that takes one comparison of bytes, where reading a name anew takes most of what such a
 * file costs.
 */
export class LineHeads {
  readonly #heads: (Head | undefined)[] = [];
  #line = 0;

  /** To be called before the first line of a reading. */
  rewind(): void {
    this.#line = 0;
  }

  /**
   * The name in the head of the line that the scanner is at, which is then past it. A head that is not as before is
   * read by `parse`, which answers the name and leaves the scanner right behind it.
   */
  next(scanner: Scanner, parse: (scanner: Scanner) => string): string {
    const line = this.#line++;
    const known = this.#heads[line];
    if (known !== undefined && scanner.accept(known.text)) return known.name;
    const start = scanner.position;
    const name = parse(scanner);
    // Without a space it might be how another name begins: `eth0:` of `eth0:1:`.
    const isWhole = scanner.bytes[scanner.position] === SPACE;
    this.#heads[line] = isWhole
      ? { text: scanner.bytes.toString('latin1', start, scanner.position + 1), name }
      : undefined;
    return name;
  }
}
