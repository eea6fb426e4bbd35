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
  #byProcess = new Map<KnownProcess, Track | undefined>();
  /** CPU time that members had been counted for when the recording began. */
  #ticksAtStart = new Map<KnownProcess, number>();
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
    this.#byProcess = new Map();
    this.#ticksAtStart = new Map();
  }

  histories(): readonly MemberHistory[] {
    return this.#tracks;
  }

  #trackOf(process: KnownProcess, index: number): Track | undefined {
    if (this.#byProcess.has(process)) return this.#byProcess.get(process);
    const track: Track | undefined =
      this.#tracks.length < MOST_LISTED
        ? {
            pid: process.pid,
            name: process.comm,
            firstSample: index,
            lastSample: index,
            ticksBefore: this.#ticksAtStart.get(process) ?? 0,
            ticks: 0,
            peakResidentPages: 0,
          }
        : undefined;
    this.#byProcess.set(process, track);
    if (track) this.#tracks.push(track);
    else this.#notListed++;
    return track;
  }
}
