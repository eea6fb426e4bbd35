import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchCases } from './cases/all.ts';
import type { BenchCase, BenchContext } from './harness/bench-case.ts';
import { describeMachine } from './harness/machine.ts';
import { RESULTS } from './harness/programs.ts';
import { type Finished, jsonReport, markdownReport, summaryLine } from './harness/report.ts';

// npm run bench -- [--quick] [name…]: runs the cases one after the other and writes what they found.

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !benchCases.some((each) => each.name === name));
if (unknown.length > 0) {
  const names = benchCases.map(({ name }) => name).join(', ');
  process.stderr.write(`There is no case ${unknown.join(', ')}. There are: ${names}\n`);
  process.exit(2);
}
const chosen = benchCases.filter(({ name }) => positionals.length === 0 || positionals.includes(name));

const machine = describeMachine();
process.stdout.write(`${machine.text}\n`);
const finished: Finished[] = [];
for (const each of chosen) finished.push(await runCase(each));
writeReports();

async function runCase(each: BenchCase): Promise<Finished> {
  process.stdout.write(`\n${each.name}: ${each.describe}\n`);
  const directory = mkdtempSync(join(tmpdir(), 'sysinfo-agent-bench-'));
  const context: BenchContext = {
    isQuick: values.quick,
    directory,
    say: (text) => process.stdout.write(`  … ${text}\n`),
  };
  try {
    const result = await each.run(context);
    for (const check of result.checks) process.stdout.write(`  ${summaryLine(check)}\n`);
    return { name: each.name, describe: each.describe, result };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function writeReports(): void {
  const report = { machine, isQuick: values.quick, atIso: new Date().toISOString(), finished };
  // One case alone must not take the place of a whole report.
  const name = chosen.length === benchCases.length ? 'report' : chosen.map((each) => each.name).join('+');
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, `${name}.json`), jsonReport(report));
  writeFileSync(join(RESULTS, `${name}.md`), markdownReport(report));
  for (const { result } of finished) {
    for (const { file, svg } of result.plots ?? []) writeFileSync(join(RESULTS, file), svg);
  }
  process.stdout.write(`\nWritten to bench-results/${name}.md and ${name}.json\n`);
}
