import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinePlaces } from '../../src/proc/line-places.ts';
import { Scanner } from '../../src/proc/scanner.ts';

const read = (places: LinePlaces<'b:'>, text: string) =>
  places.uint(new Scanner('/proc/x', Buffer.from(text)), 'b:');

test('a line is found where it stood, where it moved to, and at the very beginning', () => {
  const places = new LinePlaces(['b:']);
  for (const text of [
    'a: 1\nb: 7\n',
    'a: 2\nb: 7\n',
    'aaa: 2\nb: 7\n',
    'b: 7\na: 1\n',
    'b: 7',
    'a:\n\nb: 7',
  ]) {
    assert.equal(read(places, text), 7, text);
  }
});

test('what stands at the old place in the middle of another line is not the line', () => {
  const places = new LinePlaces(['b:']);
  assert.equal(read(places, 'xxx\nb: 1\n'), 1);
  assert.equal(read(places, 'xxxxb: 9\nb: 2\n'), 2);
  assert.throws(() => read(places, 'xxxxxxxxxb: 9\n'), /\/proc\/x/);
});
