import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgressLine } from '../../../src/cli/terminal/progress-line.ts';

function written(isTTY: boolean, use: (line: ReturnType<typeof createProgressLine>) => void): string {
  let text = '';
  const write = (more: string) => {
    text += more;
    return true;
  };
  use(createProgressLine({ isTTY, write } as unknown as NodeJS.WriteStream));
  return text;
}

test('one line is written over and taken away', () => {
  const text = written(true, (line) => {
    line.update(0.5, '5 s of 10 s');
    line.clear();
  });
  assert.equal(text, `\r\x1b[K${'█'.repeat(15)}${'·'.repeat(15)} 50%  5 s of 10 s\r\x1b[K`);
});

test('where nobody watches nothing is written', () => {
  assert.equal(
    written(false, (line) => {
      line.update(0.5, 'x');
      line.clear();
    }),
    '',
  );
});
