import { AgentError } from '../errors.ts';
import type { Matches } from '../recordings/recorder.ts';
import type { Selector } from '../samplers/selector.ts';
import type { RouteContext } from './context.ts';
import type { Route } from './exchange.ts';
import { readService } from './parameters.ts';

/** GET /performance/match: which processes a recording of `server` would count now, and why. */
export function createMatch({ recorder }: RouteContext): Route {
  return {
    changesState: false,
    handle({ query }) {
      const { selector, withChildren } = readService(query);
      if (selector === undefined) {
        throw new AgentError('missing_parameter', 'server is required.', { parameter: 'server' });
      }
      const found = recorder.match(selector, withChildren);
      return {
        kind: 'data',
        data: {
          result: 'succeeded',
          server: selector.text,
          selector: { kind: selector.kind, value: selector.value },
          children: withChildren,
          processes: found.matches.map(({ process, why }) => ({ pid: process.pid, name: process.comm, why })),
          warnings: warningsFor(selector, found),
        },
      };
    },
  };
}

/** What a load tester would want to know before the load starts. */
function warningsFor(selector: Selector, { matches, namesakes }: Matches): string[] {
  const warnings: string[] = [];
  if (matches.length === 0) {
    warnings.push('No process matches now. A recording counts 0 until one does.');
    if (selector.kind === 'name' && selector.value.includes('/')) {
      warnings.push('A process name holds no path: give the last part of it only.');
    }
    if (namesakes.length > 0) {
      const names = [...new Set(namesakes.map(({ comm }) => comm))];
      const count = namesakes.length === 1 ? '1 process runs' : `${namesakes.length} processes run`;
      warnings.push(`${count} a program of that name under another name: ${listed(names)}.`);
    }
  }
  if (matches.some(({ process }) => process.pid === globalThis.process.pid)) {
    warnings.push('The agent itself is among them: what it uses will count as the service.');
  }
  const programs = new Set(matches.map(({ process }) => process.executableName ?? process.comm));
  if (programs.size > 1) {
    warnings.push(`They are of ${programs.size} different programs: ${listed([...programs])}.`);
  }
  const roots = rootsOf(matches);
  if (roots > 1) {
    warnings.push(`They are ${roots} groups that do not descend from one another.`);
  }
  return warnings;
}

function rootsOf(matches: Matches['matches']): number {
  const pids = new Set(matches.map(({ process }) => process.pid));
  return matches.filter(({ process }) => !pids.has(process.parentPid)).length;
}

function listed(names: readonly string[]): string {
  return names.length <= 5
    ? names.join(', ')
    : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}
