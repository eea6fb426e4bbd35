import { setTimeout as sleep } from 'node:timers/promises';
import type { SystemAnswer } from '../../web/api/answer.ts';
import { type AgentClient, AgentUnreachable, createAgentClient } from '../client/agent-client.ts';
import { targetOf, targetOptions } from '../client/target.ts';
import type { Command } from '../command.ts';
import { exitStatus } from '../exit-status.ts';
import { liveView } from '../terminal/live-view.ts';

const WATCH_EVERY_MS = 1000;

/** The screen that is left behind is the one that was there: a second one is shown meanwhile, without a cursor. */
const ENTER_SCREEN = '\x1b[?1049h\x1b[?25l';
const LEAVE_SCREEN = '\x1b[?25h\x1b[?1049l';
const FROM_TOP = '\x1b[H';
const CLEAR_LINE_END = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

export const realTime: Command = {
  usage: 'real-time',
  describe: 'Show what the machine does now',
  options: {
    watch: { describe: 'Keep showing it, until Ctrl-C', isFlag: true },
    json: { describe: "Print the agent's answer as JSON", isFlag: true },
    ...targetOptions,
  },
  examples: [
    ['real-time', 'once'],
    ['real-time --watch --url http://web1/sysinfo', 'another machine, live'],
  ],
  async run(given) {
    const agent = createAgentClient(targetOf(given));
    const isJson = given.flag('json');
    if (given.flag('watch')) return watch(agent, isJson);
    process.stdout.write(isJson ? await jsonLine(agent) : liveView(await ask(agent), process.stdout.columns));
    return exitStatus.done;
  },
};

/** The last two samples: the counters' difference is what happened in the last second. */
async function ask(agent: AgentClient): Promise<SystemAnswer> {
  const query = { history: '2', detail: 'full', units: 'bytes' };
  return (await agent.ask('/performance/real_time', query)) as unknown as SystemAnswer;
}

async function jsonLine(agent: AgentClient): Promise<string> {
  return `${JSON.stringify(await agent.ask('/performance/real_time', { detail: 'full', units: 'bytes' }))}\n`;
}

async function watch(agent: AgentClient, isJson: boolean): Promise<number> {
  const over = new AbortController();
  const end = () => over.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  process.stdout.once('error', end);
  const isScreen = process.stdout.isTTY && !isJson;
  if (isScreen) process.stdout.write(ENTER_SCREEN);
  try {
    let hasAnswered = false;
    while (!over.signal.aborted) {
      try {
        process.stdout.write(isJson ? await jsonLine(agent) : await frame(agent, isScreen));
        hasAnswered = true;
      } catch (error) {
        // An agent that restarts is back in a moment; one that never answered is not there.
        if (!hasAnswered || !(error instanceof AgentUnreachable)) throw error;
        if (isScreen) process.stdout.write(`${FROM_TOP}${error.message}${CLEAR_LINE_END}`);
      }
      await sleep(WATCH_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
    }
  } finally {
    if (isScreen) process.stdout.write(LEAVE_SCREEN);
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
  }
  return exitStatus.done;
}

async function frame(agent: AgentClient, isScreen: boolean): Promise<string> {
  const view = liveView(await ask(agent), process.stdout.columns);
  if (!isScreen) return `${view}\n`;
  const rows = view.trimEnd().split('\n').slice(0, process.stdout.rows);
  return FROM_TOP + rows.map((row) => row + CLEAR_LINE_END).join('\n') + CLEAR_BELOW;
}
