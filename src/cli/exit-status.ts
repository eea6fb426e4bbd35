/** Every status the program ends with, once: the README and the manual page are made from this. */
export const exitStatus = {
  /** What was asked for was done; `doctor` found nothing wrong. */
  done: 0,
  /** The agent refused, a check of `doctor` failed, the socket cannot be opened, or a bug. */
  failed: 1,
  /** The command line, the environment or the configuration file holds a mistake. */
  usage: 2,
  /** No agent answers there. */
  unreachable: 3,
  /** `record -- command`: the command ran, or could have, but the recording failed. */
  recordingFailed: 125,
  /** `record -- command`: the command cannot be run. */
  commandNotRunnable: 126,
  /** `record -- command`: there is no such command. */
  commandNotFound: 127,
} as const;

export const exitStatusMeanings: readonly (readonly [status: string, meaning: string])[] = [
  ['0', 'What was asked for was done; doctor found nothing wrong.'],
  ['1', 'The agent refused, doctor found something wrong, or the program has a bug.'],
  ['2', 'The command line, the environment or the configuration file holds a mistake.'],
  ['3', 'No agent answers at the address.'],
  ['125', 'record: the recording failed, whatever became of the command.'],
  ['126', 'record: the command cannot be run.'],
  ['127', 'record: there is no such command.'],
  ['other', "record: the command's own status; 128 + n when signal n ended it."],
];
