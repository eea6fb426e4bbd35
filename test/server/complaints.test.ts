import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createComplaints } from '../../src/server/complaints.ts';
import { capturedLog } from '../support/captured-log.ts';

test('complaints are rationed by the minute, and what was left out is counted', () => {
  const { log, lines } = capturedLog();
  let nowMs = 5;
  const complain = createComplaints(log, () => nowMs);
  for (let k = 0; k < 25; k += 1) complain({ k }, 'bad');
  assert.deepEqual(
    lines.map(({ k }) => k),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  nowMs += 59_999;
  complain({ k: 25 }, 'bad');
  assert.equal(lines.length, 10);
  nowMs += 1;
  complain({ k: 26 }, 'bad');
  complain({ k: 27 }, 'bad');
  assert.deepEqual(
    lines.slice(10).map(({ k, unlogged }) => [k, unlogged]),
    [
      [26, 16],
      [27, undefined],
    ],
  );
});
