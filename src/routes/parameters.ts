import { AgentError } from '../errors.ts';
import { LIVE_HISTORY_SAMPLES } from '../recordings/live-history.ts';
import type { RecordingParameters } from '../recordings/recording.ts';
import { parseSelector, type Selector } from '../samplers/selector.ts';
import type { View } from './answer/performance-info.ts';
import type { Query } from './exchange.ts';

/** What the operator allows. */
export interface ParameterLimits {
  readonly maxDurationMs: number;
  readonly minIntervalMs: number;
}

const HASH = /^[A-Za-z0-9._~-]{1,128}$/;
const SECONDS = /^(\d{1,12}(\.\d{0,9})?|\.\d{1,9})$/;

function invalid(parameter: string, takes: string, got: string): AgentError {
  const shown = got.length > 60 ? `${got.slice(0, 60)}…` : got;
  return new AgentError('invalid_parameter', `${parameter} takes ${takes}, not ${JSON.stringify(shown)}.`, {
    parameter,
  });
}

function required(query: Query, name: string): string {
  const value = query.get(name);
  if (value === undefined || value === '') {
    throw new AgentError('missing_parameter', `${name} is required.`, { parameter: name });
  }
  return value;
}

/** The name of a recording. */
export function readHash(query: Query): string {
  const hash = required(query, 'hash');
  if (!HASH.test(hash)) throw invalid('hash', '1 to 128 of the characters A-Z a-z 0-9 . _ ~ -', hash);
  return hash;
}

function readSeconds(query: Query, name: string, takes: string, isAllowed: (ms: number) => boolean): number {
  const text = required(query, name);
  // Microseconds: beyond that a decimal would only carry its own rounding along.
  const ms = SECONDS.test(text) ? Math.round(Number(text) * 1e6) / 1e3 : Number.NaN;
  if (!isAllowed(ms)) throw invalid(name, takes, text);
  return ms;
}

function readFlag(query: Query, name: string): boolean {
  const text = query.get(name) ?? '';
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0' || text === '') return false;
  throw invalid(name, 'true or false', text);
}

/** The service, and whether its descendants count; no selector when the client asked for the system only. */
export function readService(query: Query): { selector: Selector | undefined; withChildren: boolean } {
  const text = query.get('server') ?? '';
  const withChildren = readFlag(query, 'children');
  if (text === '') return { selector: undefined, withChildren: false };
  return { selector: parseSelector(text), withChildren };
}

/** @throws AgentError missing_parameter, invalid_parameter, duplicate_parameter */
export function readRecordingParameters(query: Query, limits: ParameterLimits): RecordingParameters {
  const { maxDurationMs, minIntervalMs } = limits;
  return {
    hash: readHash(query),
    durationMs: readSeconds(
      query,
      'duration',
      `seconds, above 0 and at most ${maxDurationMs / 1000}`,
      (ms) => ms > 0 && ms <= maxDurationMs,
    ),
    intervalMs: readSeconds(
      query,
      'interval',
      `seconds, at least ${minIntervalMs / 1000}`,
      (ms) => ms >= minIntervalMs,
    ),
    ...readService(query),
  };
}

function readChoice<Choice extends string>(
  query: Query,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = query.get(name);
  if (text === undefined || text === '') return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw invalid(name, choices.join(' or '), text);
  return choice;
}

/** How the answer is to look: `units`, `shape`, `detail`. */
export function readView(query: Query): View {
  return {
    sizes: readChoice(query, 'units', ['legacy', 'bytes']) ?? 'legacy',
    isFlat: readChoice(query, 'shape', ['nested', 'flat']) === 'flat',
    isFull: readChoice(query, 'detail', ['basic', 'full']) === 'full',
  };
}

/** A whole number from `least` to `most`; undefined when absent. */
export function readWhole(query: Query, name: string, least: number, most: number): number | undefined {
  const text = query.get(name);
  if (text === undefined || text === '') return undefined;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw invalid(name, `a whole number from ${least} to ${most}`, text);
  }
  return value;
}

/** `history`: how many seconds of the live samples. */
export function readHistory(query: Query): number | undefined {
  return readWhole(query, 'history', 1, LIVE_HISTORY_SAMPLES);
}
