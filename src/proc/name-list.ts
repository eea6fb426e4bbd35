/**
 * The names in a file that is read again and again. They stand there in the same order nearly every time, and
 * then the strings of last time are handed out: making new ones is what would cost most about such a file.
 */
export class NameList {
  readonly #names: string[] = [];
  #place = 0;

  /** To be called before the first name of a reading. */
  rewind(): void {
    this.#place = 0;
  }

  /** The next name, which stands in `bytes` (ASCII) from `start` up to `end`. */
  next(bytes: Buffer, start: number, end: number): string {
    const place = this.#place++;
    const before = this.#names[place];
    if (before !== undefined && isText(bytes, start, end, before)) return before;
    const name = bytes.toString('latin1', start, end);
    this.#names[place] = name;
    return name;
  }
}

/** Whether `text` (ASCII) is what stands in `bytes` from `start` up to `end`. */
export function isText(bytes: Buffer, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let index = 0; index < text.length; index++) {
    if (bytes[start + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
