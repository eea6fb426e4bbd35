import type { KnownProcess } from '../samplers/known-process.ts';
import type { ServiceReading } from '../samplers/service.ts';

/** One process's part in a recording. */
export interface MemberHistory {
  readonly pid: number;
  readonly name: string;
  /** The first and the last sample it was seen in. */
  readonly firstSample: number;
  readonly lastSample: number;
  readonly ticks: number;
  readonly peakResidentPages: number;
}

interface Track {
  readonly pid: number;
  name: string;
  readonly firstSample: number;
  lastSample: number;
  readonly ticksBefore: number;
  ticks: number;
  peakResidentPages: number;
}

/** A service that starts a process a request must not fill the memory: more than these are only counted. */
const MOST_LISTED = 1000;

/** Follows which processes of a service took part in a recording, from when to when. */
export class MemberTracks {
  readonly #tracks: Track[] = [];
  /** Weak, as what follows: a process that has ended must not stay in memory because it once was a member. */
  #byProcess = new WeakMap<KnownProcess, Track | 'not listed'>();
  /** CPU time that members had been counted for when the recording began. */
  #ticksAtStart = new WeakMap<KnownProcess, number>();
  #notListed = 0;

  get notListed(): number {
    return this.#notListed;
  }

  begin(reading: ServiceReading): void {
    for (const { process, ticks } of reading.members) this.#ticksAtStart.set(process, ticks);
  }

  sample(index: number, reading: ServiceReading): void {
    for (const { process, ticks, residentPages } of reading.members) {
      const track = this.#trackOf(process, index);
      if (track === undefined) continue;
      track.name = process.comm;
      track.lastSample = index;
      track.ticks = ticks - track.ticksBefore;
      track.peakResidentPages = Math.max(track.peakResidentPages, residentPages);
    }
  }

  /** Nothing more is coming: lets go of the processes. */
  end(): void {
    this.#byProcess = new WeakMap();
    this.#ticksAtStart = new WeakMap();
  }

  histories(): readonly MemberHistory[] {
    return this.#tracks;
  }

  #trackOf(process: KnownProcess, index: number): Track | undefined {
    const known = this.#byProcess.get(process);
    if (known !== undefined) return known === 'not listed' ? undefined : known;
    if (this.#tracks.length >= MOST_LISTED) {
      this.#byProcess.set(process, 'not listed');
      this.#notListed++;
      return undefined;
    }
    const track = {
      pid: process.pid,
      name: process.comm,
      firstSample: index,
      lastSample: index,
      ticksBefore: this.#ticksAtStart.get(process) ?? 0,
      ticks: 0,
      peakResidentPages: 0,
    };
    this.#byProcess.set(process, track);
    this.#tracks.push(track);
    return track;
  }
}
