import { ProcessTable } from '../samplers/process-table.ts';
import type { Selector } from '../samplers/selector.ts';
import { Service, type ServiceReading } from '../samplers/service.ts';
import type { SystemRow, SystemSampler, SystemSnapshot } from '../samplers/system.ts';
import type { Clock } from './clock.ts';

/** Everything that is read at one instant, shared by all that is due at it. */
export interface Tick {
  /** Monotonic milliseconds. */
  readonly nowMs: number;
  readonly wallMs: number;
  readonly system: SystemSnapshot;
  /** What lies between an earlier snapshot and this tick's. */
  rowSince(before: SystemSnapshot): SystemRow;
  read(service: Service): ServiceReading;
}

interface OpenService {
  readonly service: Service;
  users: number;
}

/**
 * Reads the kernel at most once a tick, and each service at most once a tick, whoever asks. Services exist as
 * long as a recording uses them; recordings of one selector share one.
 */
export class Sampling {
  readonly #clock: Clock;
  readonly #system: SystemSampler;
  readonly #procRoot: string;
  readonly #services = new Map<string, OpenService>();
  #table: ProcessTable | undefined;
  #latest: Tick | undefined;

  constructor(clock: Clock, system: SystemSampler, procRoot: string) {
    this.#clock = clock;
    this.#system = system;
    this.#procRoot = procRoot;
  }

  get columns(): SystemSampler['columns'] {
    return this.#system.columns;
  }

  /** The snapshot taken last, if any. */
  get latest(): SystemSnapshot | undefined {
    return this.#latest?.system;
  }

  /** The tick at `nowMs`; reads the kernel unless that was done for this very instant. */
  tick(nowMs: number): Tick {
    if (this.#latest?.nowMs === nowMs) return this.#latest;
    const system = this.#system.take(this.#clock.monotonicMs());
    const rows = new Map<SystemSnapshot, SystemRow>();
    const services = new Map<Service, ServiceReading>();
    this.#latest = {
      nowMs,
      wallMs: this.#clock.wallMs(),
      system,
      rowSince: (before) => {
        let row = rows.get(before);
        if (row === undefined) {
          row = this.#system.difference(before, system);
          rows.set(before, row);
        }
        return row;
      },
      read: (service) => {
        if (services.size === 0) this.#table?.refresh(system.atMs, system.stat?.forks);
        let reading = services.get(service);
        if (reading === undefined) {
          reading = service.read(this.#clock.monotonicMs());
          services.set(service, reading);
        }
        return reading;
      },
    };
    return this.#latest;
  }

  /** The service of a selector, opened when this is its first user; each caller calls `release` once. */
  open(selector: Selector, withChildren: boolean): Service {
    const key = serviceKey(selector, withChildren);
    let entry = this.#services.get(key);
    const nowMs = this.#clock.monotonicMs();
    this.#table ??= new ProcessTable(this.#procRoot);
    this.#table.refresh(nowMs, this.#latest?.system.stat?.forks, true);
    if (entry === undefined) {
      entry = { service: new Service(this.#table, selector, withChildren, nowMs), users: 0 };
      this.#services.set(key, entry);
    }
    entry.users++;
    return entry.service;
  }

  release(service: Service): void {
    const key = serviceKey(service.selector, service.withChildren);
    const entry = this.#services.get(key);
    if (entry?.service !== service || --entry.users > 0) return;
    service.close();
    this.#services.delete(key);
    // Without a service nobody needs to know the processes: an idle agent keeps and reads nothing of them.
    if (this.#services.size === 0) this.#table = undefined;
  }

  close(): void {
    for (const { service } of this.#services.values()) service.close();
    this.#services.clear();
    this.#system.close();
  }
}

function serviceKey(selector: Selector, withChildren: boolean): string {
  return `${withChildren ? 'with' : 'without'} children ${selector.text}`;
}
