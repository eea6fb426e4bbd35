import { createAgentClient } from '../client/agent-client.ts';
import { recordingHash } from '../client/recording-hash.ts';
import { targetOf, targetOptions } from '../client/target.ts';
import type { Command } from '../command.ts';
import { exitStatus } from '../exit-status.ts';
import { startEverywhere } from '../recording/record-run.ts';
import { readDuration, readInterval, recordingOptions } from '../recording/recording-options.ts';

export const start: Command = {
  usage: 'start',
  describe: 'Start a recording and print its hash',
  options: {
    ...recordingOptions,
    duration: { ...recordingOptions.duration, isRequired: true },
    ...targetOptions,
  },
  examples: [['start --server nginx --duration 10m', 'prints the hash that stop takes']],
  async run(given) {
    const target = targetOf(given);
    const hash = given.text('hash') ?? recordingHash(target, Date.now());
    await startEverywhere([createAgentClient(target)], {
      hash,
      server: given.text('server'),
      children: given.flag('children'),
      durationSeconds: readDuration(given.text('duration') ?? ''),
      intervalSeconds: readInterval(given),
    });
    process.stdout.write(`${hash}\n`);
    return exitStatus.done;
  },
};
