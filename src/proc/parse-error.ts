/**
 * How much of the offending text a message quotes: enough to recognise it, never a whole kernel file in a log
 * line.
 */
const QUOTED_CHARACTERS = 80;

/**
 * Content of a kernel file (or of a tool's output) that does not have the form its documentation promises.
 * A file that is absent is not this: that is an outcome, and readers answer it with `undefined`.
 */
export class ParseError extends Error {
  constructor(path: string, text: string) {
    super(`${path} does not look as documented: ${JSON.stringify(text.slice(0, QUOTED_CHARACTERS))}`);
    this.name = 'ParseError';
  }
}
