import type { Route } from './exchange.ts';

/** Names and pids, never a command line. */
export type ListProcesses = () => Promise<readonly { readonly pid: number; readonly name: string }[]>;

/** A list is costly: those who ask within this time share one. */
const SHARED_FOR_MS = 2000;

/** GET /performance/processes: the names of the running programs, to choose a service from. */
export function createProcesses(list: ListProcesses, nowMs: () => number): Route {
  let listed: { readonly atMs: number; readonly names: Promise<NamedProcesses[]> } | undefined;
  return {
    changesState: false,
    async handle() {
      if (listed === undefined || nowMs() - listed.atMs > SHARED_FOR_MS) {
        listed = { atMs: nowMs(), names: list().then(byName) };
        // A failed list is told to those who asked for it and forgotten.
        listed.names.catch(() => {
          listed = undefined;
        });
      }
      return { kind: 'data', data: { result: 'succeeded', processes: await listed.names } };
    },
  };
}

interface NamedProcesses {
  readonly name: string;
  readonly count: number;
  readonly pids: number[];
}

function byName(processes: Awaited<ReturnType<ListProcesses>>): NamedProcesses[] {
  const pids = new Map<string, number[]>();
  for (const { pid, name } of processes) {
    const known = pids.get(name);
    if (known) known.push(pid);
    else pids.set(name, [pid]);
  }
  return [...pids]
    .map(([name, ofName]) => ({ name, count: ofName.length, pids: ofName }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'));
}
