import { ProcessTable } from '../samplers/process-table.ts';
import type { Selector } from '../samplers/selector.ts';
import { Service, type ServiceReading } from '../samplers/service.ts';
import type { SystemSampler, SystemSnapshot } from '../samplers/system.ts';
import type { Clock } from './clock.ts';
import type { TableLayout } from './sample-table.ts';
import { createSystemLayout, packSample, type SystemSample } from './system-series.ts';

/** Everything that is read at one instant, shared by all that is due at it. */
export interface Tick {
  /** Monotonic milliseconds. */
  readonly nowMs: number;
  readonly wallMs: number;
  readonly system: SystemSnapshot;
  /** What lies between an earlier snapshot and this tick's. */
  since(before: SystemSnapshot): SystemSample;
  read(service: Service): ServiceReading;
}

/** What a tick is made of, when it is asked for. */
interface TickSource {
  sample(before: SystemSnapshot, tick: Tick): SystemSample;
  /** Brings the list of processes up to the tick. */
  refresh(system: SystemSnapshot): void;
  read(service: Service): ServiceReading;
}

/** Each sample and each reading is made once. There are many ticks: what most of them do not need is not made. */
class SharedTick implements Tick {
  readonly nowMs: number;
  readonly wallMs: number;
  readonly system: SystemSnapshot;
  readonly #source: TickSource;
  readonly #samples = new Map<SystemSnapshot, SystemSample>();
  #readings: Map<Service, ServiceReading> | undefined;

  constructor(nowMs: number, wallMs: number, system: SystemSnapshot, source: TickSource) {
    this.nowMs = nowMs;
    this.wallMs = wallMs;
    this.system = system;
    this.#source = source;
  }

  since(before: SystemSnapshot): SystemSample {
    let sample = this.#samples.get(before);
    if (sample === undefined) {
      sample = this.#source.sample(before, this);
      this.#samples.set(before, sample);
    }
    return sample;
  }

  read(service: Service): ServiceReading {
    if (this.#readings === undefined) {
      this.#source.refresh(this.system);
      this.#readings = new Map();
    }
    let reading = this.#readings.get(service);
    if (reading === undefined) {
      reading = this.#source.read(service);
      this.#readings.set(service, reading);
    }
    return reading;
  }
}

/**
 * Reads the kernel at most once a tick, and each service at most once a tick, whoever asks. Services exist as
 * long as a recording uses them; recordings of one selector share one.
 */
export class Sampling {
  /** The shape of the system's series. */
  readonly layout: TableLayout;
  readonly #clock: Clock;
  readonly #system: SystemSampler;
  readonly #procRoot: string;
  /** How many use each service. */
  readonly #users = new Map<Service, number>();
  /** The service that is given to who opens a selector. */
  readonly #shared = new Map<string, Service>();
  readonly #source: TickSource;
  #table: ProcessTable | undefined;
  #latest: Tick | undefined;

  constructor(clock: Clock, system: SystemSampler, procRoot: string) {
    this.layout = createSystemLayout(system.columns);
    this.#clock = clock;
    this.#system = system;
    this.#procRoot = procRoot;
    this.#source = {
      sample: (before, tick) => packSample(this.layout, system.difference(before, tick.system), tick.wallMs),
      refresh: ({ atMs, stat }) => this.#table?.refresh(atMs, stat?.forks),
      read: (service) => service.read(clock.monotonicMs()),
    };
  }

  /** The snapshot taken last, if any. */
  get latest(): SystemSnapshot | undefined {
    return this.#latest?.system;
  }

  /** The tick at `nowMs`; reads the kernel unless that was done for this very instant. */
  tick(nowMs: number): Tick {
    if (this.#latest?.nowMs === nowMs) return this.#latest;
    const system = this.#system.take(this.#clock.monotonicMs());
    this.#latest = new SharedTick(nowMs, this.#clock.wallMs(), system, this.#source);
    return this.#latest;
  }

  /** The service of a selector, opened when this is its first user; each caller calls `release` once. */
  open(selector: Selector, withChildren: boolean): Service {
    const key = serviceKey(selector, withChildren);
    const nowMs = this.#clock.monotonicMs();
    this.#table ??= new ProcessTable(this.#procRoot);
    this.#table.refresh(nowMs, this.#latest?.system.stat?.forks, true);
    let service = this.#shared.get(key);
    if (service === undefined || service.isOver) {
      service = new Service(this.#table, selector, withChildren, nowMs);
      this.#shared.set(key, service);
    }
    this.#users.set(service, (this.#users.get(service) ?? 0) + 1);
    return service;
  }

  release(service: Service): void {
    const users = this.#users.get(service);
    if (users === undefined) return;
    this.#users.set(service, users - 1);
    if (users > 1) return;
    this.#users.delete(service);
    const key = serviceKey(service.selector, service.withChildren);
    if (this.#shared.get(key) === service) this.#shared.delete(key);
    service.close();
    // Without a service nobody needs to know the processes: an idle agent keeps and reads nothing of them.
    if (this.#users.size === 0) this.#table = undefined;
  }

  close(): void {
    for (const service of this.#users.keys()) service.close();
    this.#users.clear();
    this.#shared.clear();
    this.#table = undefined;
    this.#system.close();
  }
}

function serviceKey(selector: Selector, withChildren: boolean): string {
  return `${withChildren ? 'with' : 'without'} children ${selector.text}`;
}
