import { defaultSocket } from '../../config.ts';
import type { CommandOption, Given } from '../command.ts';
import { UsageError } from '../usage-error.ts';

/** Where an agent is asked: through its web server, or at its socket. */
export type Target =
  | { readonly kind: 'url'; readonly url: URL }
  | { readonly kind: 'socket'; readonly path: string };

/** The options of every command that asks an agent. */
export const targetOptions = {
  url: { describe: "Ask the agent at this address, its prefix included, instead of this machine's socket" },
  socket: { describe: "The local agent's socket", defaultNote: defaultSocket },
} as const satisfies Record<string, CommandOption>;

/** @throws UsageError */
export function targetOf(given: Given): Target {
  const targets = targetsOf(given);
  if (targets.length > 1) throw new UsageError('--url takes one address here');
  return targets[0] as Target;
}

/** At least one. @throws UsageError */
export function targetsOf(given: Given): readonly Target[] {
  const urls = given.list('url');
  const socket = given.text('socket');
  if (urls.length > 0 && socket !== undefined) throw new UsageError('--url and --socket exclude each other');
  if (urls.length === 0) return [{ kind: 'socket', path: socket ?? defaultSocket }];
  return [...new Set(urls)].map((url) => ({ kind: 'url', url: parseUrl(url) }));
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`--url takes an address such as http://web1/sysinfo; got ${JSON.stringify(text)}`);
  }
  return url;
}
