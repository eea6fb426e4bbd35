import type { TestContext } from 'node:test';
import type { Column } from '../../src/samplers/column.ts';
import type { Sampler } from '../../src/samplers/sampler.ts';
import { createSystemSampler, type SystemRow, type SystemSampler } from '../../src/samplers/system.ts';
import { type FixtureHost, fixtureHost } from './fixture-host.ts';

/** A row's numbers by their place in the answer (`cpu.modes.idle`); NaN is unknown. */
export type NamedRow = Readonly<Record<string, number>>;

export function named(columns: readonly Column[], values: ArrayLike<number>): NamedRow {
  return Object.fromEntries(columns.map(({ path }, index) => [path.join('.'), values[index] as number]));
}

/** What one sampler writes between two readings. */
export function rowOf<Reading>(
  sampler: Sampler<Reading>,
  before: Reading | undefined,
  after: Reading,
  elapsedMs = 1000,
): NamedRow {
  const row: number[] = new Array(sampler.columns.length).fill(Number.NaN);
  sampler.write(before, after, { elapsedMs }, row, 0);
  return named(sampler.columns, row);
}

/** A fixture host under the system's sampler: each `step` is a second later. */
export interface SampledHost extends FixtureHost {
  readonly sampler: SystemSampler;
  /** Lets a second pass, takes a step if one is named, and answers the row since the last time. */
  sample(step?: string): SystemRow & { readonly named: NamedRow };
}

export function sampledHost(t: TestContext, name: string): SampledHost {
  const host = fixtureHost(t, name);
  const sampler = createSystemSampler(host.procRoot, host.sysRoot);
  t.after(() => sampler.close());
  let atMs = 0;
  let before = sampler.take(atMs);
  return {
    ...host,
    sampler,
    sample(step) {
      if (step !== undefined) host.step(step);
      atMs += 1000;
      const after = sampler.take(atMs);
      const row = sampler.difference(before, after);
      before = after;
      return { ...row, named: named(sampler.columns, row.values) };
    },
  };
}
