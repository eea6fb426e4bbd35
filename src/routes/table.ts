import { createLiveAnswers } from './answer/live-answer.ts';
import type { RouteContext } from './context.ts';
import type { RouteTable } from './exchange.ts';
import { createHealth } from './health.ts';
import { createLive } from './live.ts';
import { createMatch } from './match.ts';
import { createMetrics } from './metrics.ts';
import { createProcesses, type ListProcesses } from './processes.ts';
import { createRealTime } from './real-time.ts';
import { createRecording } from './recording.ts';
import { createRecordings } from './recordings.ts';
import { createStartCollecting } from './start-collecting.ts';
import { createStopCollecting } from './stop-collecting.ts';

/** Every endpoint and where it is answered. */
export function createRoutes(
  context: RouteContext,
  listProcesses: ListProcesses,
  page: RouteTable,
): RouteTable {
  const answers = createLiveAnswers(context);
  return new Map([
    ['/performance/start_collecting', createStartCollecting(context)],
    ['/performance/stop_collecting', createStopCollecting(context)],
    ['/performance/real_time', createRealTime(answers)],
    ['/performance/live', createLive(context, answers)],
    ['/performance/recordings', createRecordings(context)],
    ['/performance/recording', createRecording(context)],
    ['/performance/match', createMatch(context)],
    ['/performance/processes', createProcesses(listProcesses, () => performance.now())],
    ['/health', createHealth(context)],
    ['/metrics', createMetrics(context)],
    ...page,
  ]);
}
