import type { RecordingSummary } from '../../web/api/answer.ts';
import { createAgentClient } from '../client/agent-client.ts';
import { targetOf, targetOptions } from '../client/target.ts';
import type { Command } from '../command.ts';
import { exitStatus } from '../exit-status.ts';
import { textTable } from '../terminal/text-table.ts';

export const list: Command = {
  usage: 'list',
  describe: 'List the recordings that the agent knows',
  options: { ...targetOptions, json: { describe: 'Print the answer as JSON', isFlag: true } },
  examples: [['list --url http://web1/sysinfo', 'what runs and what is kept on another machine']],
  async run(given) {
    const answer = await createAgentClient(targetOf(given)).ask('/performance/recordings');
    const recordings = answer.recordings as readonly RecordingSummary[];
    if (given.flag('json')) process.stdout.write(`${JSON.stringify(answer)}\n`);
    else if (recordings.length === 0) process.stdout.write('no recordings\n');
    else process.stdout.write(table(recordings));
    return exitStatus.done;
  },
};

function table(recordings: readonly RecordingSummary[]): string {
  const rows = recordings.map((each) => [
    each.hash,
    each.state,
    `${Math.floor(each.progress * 100)}%`,
    `${each.taken}/${each.planned}`,
    `${each.interval} s`,
    each.server ?? '',
  ]);
  const head = ['HASH', 'STATE', 'DONE', 'SAMPLES', 'EVERY', 'SERVICE'];
  return textTable([head, ...rows], ['left', 'left', 'right', 'right', 'right']);
}
