import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Lscpu, parseLscpu, readLscpu } from '../../src/host/lscpu.ts';
import { ParseError } from '../../src/proc/parse-error.ts';
import { fakeProgram } from '../support/fake-program.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const fixtures = join(import.meta.dirname, '../fixtures/lscpu');
const nothing: Lscpu = { architecture: undefined, model: undefined, mhz: undefined };
const plenty = 60_000;

function fixture(name: string): string {
  return readFileSync(join(fixtures, name), 'utf8');
}

const old: Lscpu = {
  architecture: 'x86_64',
  model: 'Intel(R) Xeon(R) CPU           E5620  @ 2.40GHz',
  mhz: '2394.446',
};
const debian12: Lscpu = { architecture: 'x86_64', model: 'Intel(R) Xeon(R) Processor', mhz: undefined };
const pi: Lscpu = { architecture: 'aarch64', model: undefined, mhz: '1500.0000' };
const hybrid: Lscpu = { architecture: 'aarch64', model: 'Cortex-A55 + Cortex-A76', mhz: '2400.0000' };

for (const [name, expected] of Object.entries({
  '2.30-x86_64.txt': old,
  '2.30-x86_64.json': old,
  '2.38-x86_64.txt': debian12,
  '2.38-x86_64.json': debian12,
  '2.41-x86_64.json': {
    architecture: 'x86_64',
    model: 'AMD Ryzen 9 7950X 16-Core Processor',
    mhz: '5881.0000',
  },
  'arm-neoverse-n1.json': { architecture: 'aarch64', model: 'Neoverse-N1', mhz: undefined },
  'arm-raspberry-pi.txt': pi,
  'arm-raspberry-pi.json': pi,
  'arm-hybrid.txt': hybrid,
  'arm-hybrid.json': hybrid,
  'vm-without-mhz.json': {
    architecture: 'x86_64',
    model: 'Intel Xeon Processor (Skylake, IBRS)',
    mhz: undefined,
  },
  's390x-without-model.txt': { architecture: 's390x', model: undefined, mhz: undefined },
})) {
  test(`lscpu ${name}`, () => assert.deepEqual(parseLscpu(fixture(name)), expected));
}

test('a terminal makes it nest and indent: the text form of that is understood too', () => {
  const text =
    'Architecture:            x86_64\n  Byte Order:            Little Endian\nVendor ID:   X\n  Model name:  A: B\n';
  assert.deepEqual(parseLscpu(text), { architecture: 'x86_64', model: 'A: B', mhz: undefined });
});

test('JSON whose fields have no colon is understood', () => {
  const text = '{"lscpu":[{"field":"Architecture","data":"riscv64"},{"field":"CPU MHz","data":"1200.000"}]}';
  assert.deepEqual(parseLscpu(text), { architecture: 'riscv64', model: undefined, mhz: '1200.000' });
});

test('a clock must be a positive number', () => {
  for (const [clock, expected] of [
    ['2394.446', '2394.446'],
    ['0.0000', '1000'],
    ['fast', '1000'],
    ['2394,446', '1000'],
    ['-', '1000'],
    ['1e9', '1000'],
  ]) {
    assert.equal(parseLscpu(`Architecture: a\nCPU MHz: ${clock}\nCPU max MHz: 1000\n`).mhz, expected, clock);
  }
});

for (const nonsense of [
  '',
  '\n',
  '{',
  '{}',
  'null',
  '[]',
  '{"lscpu":null}',
  '{"lscpu":[null,1,"x",{"field":1}]}',
  'x',
  ': :',
  'Architecture:\n',
]) {
  test(`${JSON.stringify(nonsense)} is a ParseError`, () => {
    assert.throws(() => parseLscpu(nonsense), ParseError);
  });
}

test('JSON nested a hundred thousand deep is no problem', () => {
  const depth = 100_000;
  const text = `{"lscpu":[${'{"field":"a:","data":"b","children":['.repeat(depth)}{"field":"Architecture:","data":"deep"}${']}'.repeat(depth)}]}`;
  assert.equal(parseLscpu(text).architecture, 'deep');
});

test('any text gives strings or a ParseError', () => {
  const sources = ['2.30-x86_64.txt', '2.41-x86_64.json'].map(fixture);
  const damaged = fc
    .tuple(
      fc.constantFrom(...sources),
      fc.nat(4000),
      fc.nat(40),
      fc.string({ unit: 'binary', maxLength: 20 }),
    )
    .map(([real, at, removed, inserted]) => real.slice(0, at) + inserted + real.slice(at + removed));
  const entry = fc.letrec((tie) => ({
    node: fc.record(
      {
        field: fc.anything(),
        data: fc.anything(),
        children: fc.oneof(fc.anything(), fc.array(tie('node'), { maxLength: 3 })),
      },
      { requiredKeys: [] },
    ),
  })).node;
  const json = fc.oneof(
    fc.json(),
    fc.array(entry).map((lscpu) => JSON.stringify({ lscpu })),
  );
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), damaged, json), (text) => {
      try {
        for (const value of Object.values(parseLscpu(text))) assert.ok(value === undefined || value !== '');
      } catch (error) {
        assert.ok(error instanceof ParseError, String(error));
      }
    }),
  );
});

test('the real lscpu of this machine, where it has one', async (t) => {
  const reading = await readLscpu({ timeLimitMs: plenty, command: 'lscpu' });
  if (reading.problem?.endsWith('is not installed')) return t.skip('no lscpu here');
  assert.equal(reading.problem, undefined);
  assert.ok(reading.architecture);
});

test('JSON is asked for first, and text when that is refused or not understood', async (t) => {
  const asked = join(temporaryDirectory(t), 'asked');
  for (const refusal of ['exit 1', 'echo nonsense; exit 0', 'printf "{"']) {
    const command = fakeProgram(
      t,
      'lscpu',
      `echo "[$*]" >> ${asked}`,
      `if [ "$1" = -J ]; then ${refusal}; exit; fi`,
      `cat ${join(fixtures, '2.30-x86_64.txt')}`,
    );
    assert.deepEqual(await readLscpu({ timeLimitMs: plenty, command }), { ...old, problem: undefined });
  }
  assert.deepEqual(readFileSync(asked, 'utf8'), '[-J]\n[]\n'.repeat(3));
});

test('a machine without lscpu: nothing, and why', async () => {
  assert.deepEqual(await readLscpu({ timeLimitMs: plenty, command: '/nowhere/lscpu' }), {
    ...nothing,
    problem: '/nowhere/lscpu is not installed',
  });
});

test('an lscpu that hangs: nothing, and why', async (t) => {
  const again = join(temporaryDirectory(t), 'again');
  const command = fakeProgram(t, 'lscpu', `[ "$1" = -J ] || touch ${again}`, 'exec sleep 600');
  assert.deepEqual(await readLscpu({ timeLimitMs: 50, command }), {
    ...nothing,
    problem: `${command} gave no answer in time and was ended`,
  });
  assert.ok(!existsSync(again), 'it is not asked a second time');
});

test('an lscpu that talks nonsense: nothing, and why', async (t) => {
  const command = fakeProgram(t, 'lscpu', 'echo hello');
  const { problem, ...fields } = await readLscpu({ timeLimitMs: plenty, command });
  assert.deepEqual(fields, nothing);
  assert.match(problem ?? '', /lscpu does not look as documented: "hello\\n"/);
});

test('an lscpu that fails: nothing, and why', async (t) => {
  const command = fakeProgram(t, 'lscpu', 'echo "lscpu: cannot open /sys" >&2', 'exit 1');
  const { problem, ...fields } = await readLscpu({ timeLimitMs: plenty, command });
  assert.deepEqual(fields, nothing);
  assert.equal(problem, `${command} ended with 1: lscpu: cannot open /sys`);
});
