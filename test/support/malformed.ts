import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ParseError } from '../../src/proc/parse-error.ts';

type Parse = (path: string, bytes: Buffer) => unknown;

/** Each of the texts, named by what is wrong with it, is refused with a ParseError that names the file. */
export function testMalformed(parse: Parse, texts: Readonly<Record<string, string>>): void {
  for (const [fault, text] of Object.entries(texts)) {
    test(`malformed: ${fault}`, () => {
      assert.throws(
        () => parse('/proc/x', Buffer.from(text, 'latin1')),
        (error) => error instanceof ParseError && error.message.startsWith('/proc/x '),
      );
    });
  }
}
