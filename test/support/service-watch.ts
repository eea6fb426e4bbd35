import type { TestContext } from 'node:test';
import { createStatReader } from '../../src/proc/stat.ts';
import { ProcessTable } from '../../src/samplers/process-table.ts';
import { parseSelector } from '../../src/samplers/selector.ts';
import { Service, type ServiceReading } from '../../src/samplers/service.ts';

/** A service of this machine's processes, read when the test says so. */
export interface ServiceWatch {
  readonly table: ProcessTable;
  readonly service: Service;
  /** A tick: the table is refreshed, then the service read. */
  read(): ServiceReading;
  /** A tick at which the kernel has created no task, so that nothing is listed. */
  readUnlisted(): ServiceReading;
  pids(): number[];
}

export interface WatchOptions {
  readonly withChildren?: boolean;
  readonly procRoot?: string;
}

export function watchService(t: TestContext, selector: string, options: WatchOptions = {}): ServiceWatch {
  const { withChildren = false, procRoot = '/proc' } = options;
  const stat = createStatReader(procRoot);
  const table = new ProcessTable(procRoot);
  const now = () => performance.now();
  let { forks } = stat.read();
  table.refresh(now(), forks, true);
  const service = new Service(table, parseSelector(selector), withChildren, now());
  t.after(() => {
    service.close();
    stat.close();
  });
  return {
    table,
    service,
    read() {
      forks = stat.read().forks;
      // Thorough: the share of listing is the table's own test, and a test would have to wait for it.
      table.refresh(now(), forks, true);
      return service.read(now());
    },
    readUnlisted() {
      table.refresh(now(), forks);
      return service.read(now());
    },
    pids: () => [...service.matches()].map(({ process }) => process.pid).sort((one, other) => one - other),
  };
}
