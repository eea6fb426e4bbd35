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

/** What `quality` says, as sentences. */
export function qualityWords(quality: Quality, isRunning: boolean, speech: Speech): QualitySentence[] {
  return [
    sampleWords(quality, isRunning, speech),
    ...timeWords(quality, speech),
    ...eventWords(quality, speech),
    ...unreadableWords(quality, speech),
    costWords(quality, speech),
  ];
}

const fact = (text: string): QualitySentence => ({ text, warning: false });
const warning = (text: string): QualitySentence => ({ text, warning: true });

function sampleWords(quality: Quality, isRunning: boolean, { messages, say }: Speech): QualitySentence {
  const { planned, taken, missed } = quality;
  const [t, p, m] = [say(taken, 'count'), say(planned, 'count'), say(missed, 'count')];
  if (missed > 0) return warning(messages.quality.some(t, p, m));
  if (isRunning) return fact(messages.quality.early(t, p));
  return fact(taken < planned ? messages.quality.stopped(t, p) : messages.quality.all(t));
}

function timeWords(
  { interval, lateness, cpuResolution }: Quality,
  { messages, say }: Speech,
): QualitySentence[] {
  const words: QualitySentence[] = [];
  if (interval.mean !== null) words.push(fact(messages.quality.interval(say(interval.mean, 'milliseconds'))));
  if (lateness.p99 !== null && lateness.max !== null) {
    const late = messages.quality.lateness(
      say(lateness.p99, 'milliseconds'),
      say(lateness.max, 'milliseconds'),
    );
    words.push(fact(late));
  }
  words.push(fact(messages.quality.resolution(say(cpuResolution.core, 'percent'))));
  return words;
}

function eventWords(quality: Quality, { messages, say }: Speech): QualitySentence[] {
  const { counterResets, clockSteps } = quality;
  const { joined, left } = quality.processes ?? { joined: 0, left: 0 };
  const words: QualitySentence[] = [];
  if (counterResets > 0) words.push(warning(messages.quality.resets(say(counterResets, 'count'))));
  if (clockSteps > 0) words.push(warning(messages.quality.clock(say(clockSteps, 'count'))));
  if (joined + left > 0) words.push(fact(messages.quality.joined(say(joined, 'count'), say(left, 'count'))));
  return words;
}

function unreadableWords({ unreadable }: Quality, { messages, say }: Speech): QualitySentence[] {
  return unreadable.map(({ what, reason, samples }) =>
    warning(messages.quality.unreadable(what, reason, say(samples, 'count'))),
  );
}

function costWords({ agent }: Quality, { messages, say }: Speech): QualitySentence {
  return fact(
    messages.quality.cost(say(agent.cpuSeconds * 1000, 'milliseconds'), say(agent.peakResident, 'bytes')),
  );
}
