import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { machine } from 'node:os';
import { test } from 'node:test';
import { pino } from 'pino';
import { loadHostFacts } from '../../src/host/facts.ts';
import { fakeProgram } from '../support/fake-program.ts';

function recordingLog() {
  const lines: string[] = [];
  return { lines, log: pino({ base: null }, { write: (line: string) => lines.push(line) }) };
}

test('the facts of this machine are complete', async () => {
  const { lines, log } = recordingLog();
  const facts = await loadHostFacts({ procRoot: '/proc', log });
  for (const text of [...Object.values(facts.cpu), ...Object.values(facts.platform)]) {
    assert.equal(typeof text, 'string');
    assert.notEqual(text, '');
  }
  assert.equal(facts.cpu.architecture, execFileSync('uname', ['-m'], { encoding: 'utf8' }).trim());
  assert.equal(facts.platform.system, 'Linux');
  assert.ok(facts.pageSizeBytes >= 4096);
  assert.ok(facts.ticksPerSecond > 0);
  assert.equal(lines.length, facts.problems.length > 0 ? 1 : 0);
});

test('with no tool and no /proc there are still facts, and every gap is told and logged', async () => {
  const { lines, log } = recordingLog();
  const facts = await loadHostFacts({
    procRoot: '/nowhere',
    log,
    lscpu: '/nowhere/lscpu',
    getconf: '/nowhere/getconf',
  });
  assert.deepEqual(facts.cpu, { architecture: machine(), model: 'Unknown', mhz: 'Unknown' });
  assert.equal(facts.pageSizeBytes, 4096);
  assert.equal(facts.ticksPerSecond, 100);
  assert.equal(facts.problems.length, 4);
  assert.equal(lines.length, 1);
  assert.deepEqual(JSON.parse(lines[0] ?? '').problems, facts.problems);
});

test('tools that hang cost their own answers only', async (t) => {
  const hanging = fakeProgram(t, 'tool', 'exec sleep 600');
  const { log } = recordingLog();
  const facts = await loadHostFacts({
    procRoot: '/proc',
    log,
    timeLimitMs: 50,
    lscpu: hanging,
    getconf: hanging,
  });
  assert.equal(facts.cpu.model, 'Unknown');
  assert.equal(facts.cpu.architecture, machine());
  assert.equal(facts.platform.system, 'Linux');
  assert.equal(facts.pageSizeBytes, Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' })));
  assert.match(facts.problems.join(), /gave no answer in time and was ended/);
});
