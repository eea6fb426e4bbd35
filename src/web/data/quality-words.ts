import type { Quality } from '../api/answer.ts';
import type { Clock } from '../i18n/clock.ts';
import type { Messages } from '../i18n/messages.ts';
import type { Say } from './quantity.ts';

export interface QualitySentence {
  readonly text: string;
  /** Something to keep in mind while reading the numbers. */
  readonly warning: boolean;
}

export interface Speech {
  readonly messages: Messages;
  readonly say: Say;
  readonly clock: Clock;
}

/** What `quality` says, as sentences. What an agent does not tell is not spoken of. */
export function qualityWords(quality: Quality, isRunning: boolean, speech: Speech): QualitySentence[] {
  return [
    ...sampleWords(quality, isRunning, speech),
    ...timeWords(quality, speech),
    ...eventWords(quality, speech),
    ...unreadableWords(quality, speech),
    ...costWords(quality, speech),
  ];
}

const fact = (text: string): QualitySentence => ({ text, warning: false });
const warning = (text: string): QualitySentence => ({ text, warning: true });

function sampleWords(quality: Quality, isRunning: boolean, { messages, say }: Speech): QualitySentence[] {
  const samples = part(quality, 'samples') ?? quality;
  const planned = number(samples, 'planned');
  const taken = number(samples, 'taken');
  const missed = number(samples, 'missed') ?? 0;
  if (planned === undefined || taken === undefined) return [];
  const [t, p, m] = [taken, planned, missed].map((count) => say(count, 'count')) as [string, string, string];
  if (missed > 0) return [warning(messages.quality.some(t, p, m))];
  if (isRunning || taken < planned) return [fact(messages.quality.early(t, p))];
  return [fact(messages.quality.all(t))];
}

function timeWords(quality: Quality, { messages, say }: Speech): QualitySentence[] {
  const interval = part(quality, 'interval') ?? quality;
  const lateness = part(quality, 'lateness') ?? interval;
  const meanMs = number(interval, 'meanMs') ?? seconds(number(interval, 'mean'));
  const p99Ms = number(lateness, 'p99Ms') ?? number(interval, 'p99LatenessMs');
  const maxMs = number(lateness, 'maxMs') ?? number(interval, 'maxLatenessMs');
  const resolution = number(quality, 'cpuResolutionPercent') ?? number(quality, 'cpuResolution');
  const words: QualitySentence[] = [];
  if (meanMs !== undefined) words.push(fact(messages.quality.interval(say(meanMs, 'milliseconds'))));
  if (p99Ms !== undefined && maxMs !== undefined) {
    words.push(fact(messages.quality.lateness(say(p99Ms, 'milliseconds'), say(maxMs, 'milliseconds'))));
  }
  if (resolution !== undefined) words.push(fact(messages.quality.resolution(say(resolution, 'percent'))));
  return words;
}

function eventWords(quality: Quality, { messages, say }: Speech): QualitySentence[] {
  const resets = number(quality, 'counterResets') ?? 0;
  const steps = number(quality, 'clockSteps') ?? 0;
  const processes = part(quality, 'processes') ?? quality;
  const joined = number(processes, 'joined') ?? 0;
  const left = number(processes, 'left') ?? 0;
  const words: QualitySentence[] = [];
  if (resets > 0) words.push(warning(messages.quality.resets(say(resets, 'count'))));
  if (steps > 0) words.push(warning(messages.quality.clock(say(steps, 'count'))));
  if (joined + left > 0) words.push(fact(messages.quality.joined(say(joined, 'count'), say(left, 'count'))));
  return words;
}

function unreadableWords(quality: Quality, { messages }: Speech): QualitySentence[] {
  const list = quality.unreadable;
  if (!Array.isArray(list)) return [];
  return list.filter(isRecord).map((entry) => {
    const what = text(entry, 'what') ?? text(entry, 'name') ?? text(entry, 'field') ?? '?';
    return warning(messages.quality.unreadable(what, text(entry, 'why') ?? text(entry, 'reason') ?? '?'));
  });
}

function costWords(quality: Quality, { messages, say }: Speech): QualitySentence[] {
  const agent = part(quality, 'agent');
  const cpuSeconds = agent && number(agent, 'cpuSeconds');
  const peak = agent && (number(agent, 'peakResident') ?? number(agent, 'peakRssBytes'));
  if (cpuSeconds === undefined || peak === undefined) return [];
  return [fact(messages.quality.cost(say(cpuSeconds * 1000, 'milliseconds'), say(peak, 'bytes')))];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function part(source: Record<string, unknown>, name: string): Record<string, unknown> | undefined {
  const value = source[name];
  return isRecord(value) ? value : undefined;
}

function number(source: Record<string, unknown>, name: string): number | undefined {
  const value = source[name];
  return typeof value === 'number' ? value : undefined;
}

function text(source: Record<string, unknown>, name: string): string | undefined {
  const value = source[name];
  return typeof value === 'string' ? value : undefined;
}

function seconds(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * 1000;
}
