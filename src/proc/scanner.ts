import { ParseError } from './parse-error.ts';

const NEWLINE = 10;
const SPACE = 32;
const TAB = 9;
const COLON = 58;
const POINT = 46;
const ZERO = 48;
const NINE = 57;

/**
 * Walks over the bytes of a kernel file without making strings of them: on the sampling path a string a
 * number is what would cost most.
 */
export class Scanner {
  readonly #path: string;
  readonly bytes: Buffer;
  /** Where the next token is looked for. */
  position = 0;

  constructor(path: string, bytes: Buffer) {
    this.#path = path;
    this.bytes = bytes;
  }

  get atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  get atLineStart(): boolean {
    return this.position === 0 || this.bytes[this.position - 1] === NEWLINE;
  }

  /** Whether nothing but blanks is left of this line. */
  get atLineEnd(): boolean {
    const at = this.#skipBlanks();
    return at >= this.bytes.length || this.bytes[at] === NEWLINE;
  }

  /** Skips blanks, then reads decimal digits. Exact up to 2^53; larger counters lose their last digits. */
  uint(): number {
    const { bytes } = this;
    let at = this.#skipBlanks();
    const first = at;
    let value = 0;
    for (;;) {
      const byte = bytes[at] as number;
      if (!(byte >= ZERO && byte <= NINE)) break;
      value = value * 10 + (byte - ZERO);
      at++;
    }
    if (at === first) throw this.unexpected();
    this.position = at;
    return value;
  }

  /** As `uint`, but 0 where the line has no further number: kernels append fields over the years. */
  uintOrZero(): number {
    return this.hasUint() ? this.uint() : 0;
  }

  /** A decimal of two places, as the kernel prints its own fixed-point numbers. */
  hundredths(): number {
    const whole = this.uint();
    const start = this.position + 1;
    if (this.bytes[this.position] !== POINT) throw this.unexpected();
    this.position = start;
    const fraction = this.uint();
    if (this.position !== start + 2) throw this.unexpected();
    return (whole * 100 + fraction) / 100;
  }

  /** Whether a number comes next on this line. */
  hasUint(): boolean {
    const byte = this.bytes[this.#skipBlanks()] as number;
    return byte >= ZERO && byte <= NINE;
  }

  /** Skips blanks, then reads up to the next blank or line end. */
  word(): string {
    const start = this.#skipBlanks();
    let at = start;
    while (at < this.bytes.length && !isBlank(this.bytes[at] as number)) at++;
    this.position = at;
    return this.bytes.toString('latin1', start, at);
  }

  /**
   * The part of the next word before its last colon: `name` of `name: 1` as of `name:1`, and `eth0:1` of the
   * alias `eth0:1: 5`. Throws ParseError when there is no colon, or nothing before it.
   */
  wordBeforeColon(): string {
    const start = this.#skipBlanks();
    let colon = start;
    for (let at = start; at < this.bytes.length && !isBlank(this.bytes[at] as number); at++) {
      if (this.bytes[at] === COLON) colon = at;
    }
    if (colon === start) throw this.unexpected();
    this.position = colon + 1;
    return this.bytes.toString('latin1', start, colon);
  }

  /** Passes over `count` words. */
  skipWords(count: number): void {
    for (let skipped = 0; skipped < count; skipped++) {
      let at = this.#skipBlanks();
      const start = at;
      while (at < this.bytes.length && !isBlank(this.bytes[at] as number)) at++;
      if (at === start) throw this.unexpected();
      this.position = at;
    }
  }

  /** Moves to the beginning of the next line. */
  nextLine(): void {
    // A search for a byte is a fast native call (16 ns), one for a text is not (150 ns).
    const end = this.bytes.indexOf(NEWLINE, this.position);
    this.position = end < 0 ? this.bytes.length : end + 1;
  }

  /** Whether `text` (latin1) stands right here; then passes over it. */
  accept(text: string): boolean {
    for (let index = 0; index < text.length; index++) {
      if (this.bytes[this.position + index] !== text.charCodeAt(index)) return false;
    }
    this.position += text.length;
    return true;
  }

  /** The number in the word of this line that begins with `key`, such as `total=`; looks only ahead. */
  uintOfWord(key: string): number {
    this.#skipBlanks();
    while (!this.accept(key)) {
      this.skipWords(1);
      this.#skipBlanks();
    }
    return this.uint();
  }

  /** The error to throw when what stands here is not what the kernel documents. */
  unexpected(): ParseError {
    return new ParseError(this.#path, this.bytes.toString('latin1', this.position, this.position + 80));
  }

  #skipBlanks(): number {
    let at = this.position;
    while (this.bytes[at] === SPACE || this.bytes[at] === TAB) at++;
    this.position = at;
    return at;
  }
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === NEWLINE;
}
