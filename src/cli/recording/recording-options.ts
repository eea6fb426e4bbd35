import { duration } from '../../option-values.ts';
import type { CommandOption, Given } from '../command.ts';
import { UsageError } from '../usage-error.ts';

/** What is recorded, and how: of `record` and of `start`. */
export const recordingOptions = {
  server: {
    describe:
      'Service to record beside the system: a process name, or pid:, pidfile:, unit:, cgroup: or cmd: and what it names',
  },
  children: { describe: 'Count the descendants of its processes too', isFlag: true },
  duration: { describe: 'How long, in seconds or with ms, s, m, h or d such as 5m' },
  interval: { describe: 'Time between samples, in seconds or with a unit', defaultNote: '1' },
  hash: { describe: "The recording's name", defaultNote: 'made anew' },
} as const satisfies Record<string, CommandOption>;

// The agent has limits of its own and names them; here only what is no time at all is refused.
const anyDuration = duration('1ms', '366d');

/** @returns seconds @throws UsageError */
export function readDuration(text: string): number {
  return readSeconds('duration', text);
}

/** @returns seconds @throws UsageError */
export function readInterval(given: Given): number {
  return readSeconds('interval', given.text('interval') ?? '1');
}

function readSeconds(option: string, text: string): number {
  const ms = anyDuration.parse(text);
  if (ms === undefined) {
    throw new UsageError(`--${option} takes ${anyDuration.takes}; got ${JSON.stringify(text)}`);
  }
  return ms / 1000;
}
