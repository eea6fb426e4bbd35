/** The text of /proc/stat of a machine with many CPUs: `ticksOf` gives the fields of one. */
export function statOfCores(cores: number, ticksOf: (core: number) => readonly number[]): string {
  const sums: number[] = [];
  const lines: string[] = [];
  for (let core = 0; core < cores; core++) {
    const ticks = ticksOf(core);
    for (const [field, value] of ticks.entries()) sums[field] = (sums[field] ?? 0) + value;
    lines.push(`cpu${core} ${ticks.join(' ')}`);
  }
  return [`cpu  ${sums.join(' ')}`, ...lines, 'intr 1 2 3', 'processes 4711', ''].join('\n');
}
