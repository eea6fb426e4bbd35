import type { HostFacts } from '../host/facts.ts';
import type { Recorder } from '../recordings/recorder.ts';
import type { Column } from '../samplers/column.ts';
import type { ParameterLimits } from './parameters.ts';

/** What the routes stand on. */
export interface RouteContext {
  readonly recorder: Recorder;
  /** The system's series, in the order in which they are recorded. */
  readonly columns: readonly Column[];
  /** What does not change while we run; waits for it only in the agent's first moments. */
  readonly facts: () => Promise<HostFacts>;
  readonly limits: ParameterLimits;
  readonly version: string;
  /** Once true, answers that have no end of their own end. */
  readonly isShuttingDown: () => boolean;
}
