import type { MatchAnswer } from '../../web/api/answer.ts';
import { createAgentClient } from '../client/agent-client.ts';
import { targetOf, targetOptions } from '../client/target.ts';
import type { Command } from '../command.ts';
import { exitStatus } from '../exit-status.ts';
import { recordingOptions } from '../recording/recording-options.ts';
import { printable, textTable } from '../terminal/text-table.ts';

export const match: Command = {
  usage: 'match <server>',
  describe: 'Show which processes a recording of a service would count, and why',
  positionals: { server: 'The service, as record and start take it' },
  options: {
    children: recordingOptions.children,
    ...targetOptions,
    json: { describe: 'Print the answer as JSON', isFlag: true },
  },
  examples: [
    ['match nginx', 'before the load starts'],
    ['match unit:postgresql.service --children', 'all that belongs to a unit'],
  ],
  async run(given) {
    const query = {
      server: given.text('server'),
      children: given.flag('children') ? 'true' : undefined,
    };
    const answer = await createAgentClient(targetOf(given)).ask('/performance/match', query);
    const { processes, warnings } = answer as unknown as MatchAnswer;
    if (given.flag('json')) {
      process.stdout.write(`${JSON.stringify(answer)}\n`);
      return exitStatus.done;
    }
    const rows = processes.map(({ pid, name, why }) => [String(pid), name, why]);
    if (rows.length > 0) process.stdout.write(textTable([['PID', 'NAME', 'WHY'], ...rows], ['right']));
    for (const warning of warnings) process.stderr.write(`${printable(warning)}\n`);
    return exitStatus.done;
  },
};
