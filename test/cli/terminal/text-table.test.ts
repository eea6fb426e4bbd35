import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bar } from '../../../src/cli/terminal/bar.ts';
import { printable, textTable } from '../../../src/cli/terminal/text-table.ts';

test('columns are as wide as their widest cell', () => {
  assert.equal(
    textTable(
      [
        ['PID', 'NAME'],
        ['1', 'systemd'],
        ['12345', 'a'],
      ],
      ['right'],
    ),
    '  PID  NAME\n    1  systemd\n12345  a\n',
  );
});

test('a name from the measured machine moves no cursor', () => {
  assert.equal(printable('a\x1b[2J\r\nb\u202ec'), 'a\u{fffd}[2J\u{fffd}\u{fffd}b\u{fffd}c');
});

test('a bar is filled to the eighth, and never beyond its ends', () => {
  assert.equal(bar(0, 4), '····');
  assert.equal(bar(0.5, 4), '██··');
  assert.equal(bar(9 / 32, 4), '█▏··');
  assert.equal(bar(7, 4), '████');
  assert.equal(bar(-1, 4), '····');
  assert.equal(bar(Number.NaN, 2), '··');
});
