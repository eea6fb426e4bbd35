import { setTimeout as sleep } from 'node:timers/promises';
import { type AgentClient, createAgentClient } from '../client/agent-client.ts';
import { recordingHash } from '../client/recording-hash.ts';
import { targetOptions, targetsOf } from '../client/target.ts';
import type { Command, Given } from '../command.ts';
import { exitStatus } from '../exit-status.ts';
import { fetchRecording, type RecordingRequest, startEverywhere } from '../recording/record-run.ts';
import { readDuration, readInterval, recordingOptions } from '../recording/recording-options.ts';
import { runCommand } from '../recording/run-command.ts';
import { checkOutName, outNameFor, saveRecording } from '../recording/save.ts';
import { recordingSummary } from '../recording/summary.ts';
import { createProgressLine } from '../terminal/progress-line.ts';
import { UsageError } from '../usage-error.ts';

/** With a command the recording ends when the command does; the agent plans memory for no longer than this. */
const LONGEST_COMMAND = '1h';
const PROGRESS_EVERY_MS = 250;

export const record: Command = {
  usage: 'record',
  describe: 'Record while a command runs, or for some time, and print a summary',
  options: {
    ...recordingOptions,
    duration: {
      ...recordingOptions.duration,
      defaultNote: `until the command ends, at most ${LONGEST_COMMAND}`,
    },
    url: {
      ...targetOptions.url,
      describe: `${targetOptions.url.describe}; several record at once`,
      isList: true,
    },
    socket: targetOptions.socket,
    out: { describe: 'Also write the recording to this file, as its ending says: .json, .csv or .html' },
  },
  examples: [
    ['record --server nginx -- wrk -d 30 http://localhost/', 'how nginx does under a load made here'],
    ['record --duration 60 --out idle.html', 'a minute of this machine, as a page to keep'],
    [
      'record --url http://web1/sysinfo --url http://db1/sysinfo --server postgres --out run.json -- ./load-test',
      'two machines at once: run.web1-sysinfo.json and run.db1-sysinfo.json',
    ],
  ],
  async run(given) {
    const out = given.text('out');
    if (out !== undefined) checkOutName(out);
    const targets = targetsOf(given);
    const request: RecordingRequest = {
      hash: given.text('hash') ?? recordingHash(targets[0] as (typeof targets)[0], Date.now()),
      server: given.text('server'),
      children: given.flag('children'),
      durationSeconds: readDuration(given.text('duration') ?? durationWithout(given)),
      intervalSeconds: readInterval(given),
    };
    const agents = targets.map(createAgentClient);
    await startEverywhere(agents, request);
    const status = await waitForEnd(given.rest, request.durationSeconds);
    const isComplete = await collect(agents, request.hash, out);
    return isComplete ? status : given.rest.length > 0 ? exitStatus.recordingFailed : exitStatus.failed;
  },
};

function durationWithout(given: Given): string {
  if (given.rest.length > 0) return LONGEST_COMMAND;
  throw new UsageError('--duration is missing, and so is a command to record: -- COMMAND');
}

/** Until the command has ended; without one, until the time is over or Ctrl-C is pressed. */
async function waitForEnd(command: readonly string[], durationSeconds: number): Promise<number> {
  const over = new AbortController();
  const showing = showProgress(durationSeconds * 1000, over.signal);
  if (command.length > 0) {
    const status = await runCommand(command);
    over.abort();
    await showing;
    return status;
  }
  const interrupt = () => over.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  await showing;
  process.off('SIGINT', interrupt);
  process.off('SIGTERM', interrupt);
  return exitStatus.done;
}

async function showProgress(durationMs: number, over: AbortSignal): Promise<void> {
  const line = createProgressLine(process.stderr);
  const startMs = performance.now();
  for (;;) {
    const elapsedMs = performance.now() - startMs;
    if (over.aborted || elapsedMs >= durationMs) break;
    const text = `${Math.floor(elapsedMs / 1000)} s of ${durationMs / 1000} s`;
    line.update(elapsedMs / durationMs, text);
    await sleep(Math.min(PROGRESS_EVERY_MS, durationMs - elapsedMs), undefined, { signal: over }).catch(
      () => undefined,
    );
  }
  line.clear();
}

/** @returns whether every agent's recording is here */
async function collect(
  agents: readonly AgentClient[],
  hash: string,
  out: string | undefined,
): Promise<boolean> {
  const answers = await Promise.allSettled(agents.map((agent) => fetchRecording(agent, hash)));
  for (const [index, answer] of answers.entries()) {
    const { name } = agents[index] as AgentClient;
    if (answer.status === 'rejected') {
      process.stderr.write(`sysinfo-agent: ${(answer.reason as Error).message}\n`);
      continue;
    }
    process.stdout.write(`\n${name}  ${hash}\n${recordingSummary(answer.value)}`);
    if (out === undefined) continue;
    const file = outNameFor(out, name, agents.length === 1);
    saveRecording(answer.value, file, Date.now());
    process.stdout.write(`written to ${file}\n`);
  }
  return answers.every(({ status }) => status === 'fulfilled');
}
