/** One recording on each of several agents at once, from its start until its answer is here. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordingAnswer } from '../../web/api/answer.ts';
import { type AgentClient, AgentUnreachable } from '../client/agent-client.ts';

export interface RecordingRequest {
  readonly hash: string;
  readonly server: string | undefined;
  readonly children: boolean;
  readonly durationSeconds: number;
  readonly intervalSeconds: number;
}

/** How often a fetch is tried again: a web server or an agent that restarts is away for some seconds. */
const FETCH_TRIES = 5;
const FETCH_RETRY_MS = 2000;

/** Starts it everywhere, or nowhere. @throws AgentRefusal, AgentUnreachable */
export async function startEverywhere(
  agents: readonly AgentClient[],
  { hash, server, children, durationSeconds, intervalSeconds }: RecordingRequest,
): Promise<void> {
  const query = {
    hash,
    duration: String(durationSeconds),
    interval: String(intervalSeconds),
    server,
    children: server !== undefined && children ? 'true' : undefined,
  };
  const starts = await Promise.allSettled(
    agents.map((agent) => agent.ask('/performance/start_collecting', query)),
  );
  const failure = starts.find((start) => start.status === 'rejected');
  if (failure === undefined) return;
  await Promise.allSettled(
    agents
      .filter((_, index) => starts[index]?.status === 'fulfilled')
      .map((agent) => agent.ask('/performance/stop_collecting', { hash })),
  );
  throw failure.reason;
}

/** Ends the recording and brings it here. @throws AgentRefusal, AgentUnreachable */
export async function fetchRecording(agent: AgentClient, hash: string): Promise<RecordingAnswer> {
  for (let tries = 1; ; tries++) {
    try {
      const query = { hash, detail: 'full', units: 'bytes' };
      return (await agent.ask('/performance/stop_collecting', query)) as unknown as RecordingAnswer;
    } catch (error) {
      if (!(error instanceof AgentUnreachable) || tries === FETCH_TRIES) throw error;
      await sleep(FETCH_RETRY_MS);
    }
  }
}
