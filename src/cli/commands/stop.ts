import { createAgentClient } from '../client/agent-client.ts';
import { targetOf, targetOptions } from '../client/target.ts';
import type { Command } from '../command.ts';
import { exitStatus } from '../exit-status.ts';
import { fetchRecording } from '../recording/record-run.ts';
import { checkOutName, saveRecording } from '../recording/save.ts';
import { recordingSummary } from '../recording/summary.ts';

export const stop: Command = {
  usage: 'stop <hash>',
  describe: 'End a recording, if it still runs, and print its summary or save it',
  positionals: { hash: "The recording's name, as start printed it" },
  options: {
    ...targetOptions,
    out: { describe: 'Write the recording to this file, as its ending says: .json, .csv or .html' },
    json: { describe: 'Print the whole answer as JSON', isFlag: true },
  },
  examples: [['stop 5f4dcc3b5aa765d61d8327deb882cf99 --out run.csv', 'end it and keep every sample']],
  async run(given) {
    const out = given.text('out');
    if (out !== undefined) checkOutName(out);
    const answer = await fetchRecording(createAgentClient(targetOf(given)), given.text('hash') ?? '');
    if (given.flag('json')) process.stdout.write(`${JSON.stringify(answer)}\n`);
    else process.stdout.write(recordingSummary(answer));
    if (out !== undefined) saveRecording(answer, out, Date.now());
    return exitStatus.done;
  },
};
