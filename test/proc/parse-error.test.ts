import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ParseError } from '../../src/proc/parse-error.ts';

test('names itself and the file', () => {
  const error = new ParseError('/proc/stat', 'cpu x');
  assert.ok(error instanceof Error);
  assert.equal(error.name, 'ParseError');
  assert.equal(error.message, '/proc/stat does not look as documented: "cpu x"');
});

test('quotes at most 80 characters of the text, control characters escaped', () => {
  assert.ok(new ParseError('p', 'a'.repeat(500)).message.endsWith(`"${'a'.repeat(80)}"`));
  assert.ok(!new ParseError('p', 'one\ntwo\u001b[31m').message.includes('\n'));
});
