import type {
  MatchAnswer,
  ProcessName,
  RecordingAnswer,
  RecordingSummary,
  StartAnswer,
  SystemAnswer,
} from './answer.ts';

/** A request the agent refused (with its own code and sentence), or that never reached it (`unreachable`). */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: string;
  readonly parameter: string | undefined;

  constructor(code: string, message: string, parameter?: string) {
    super(message);
    this.code = code;
    this.parameter = parameter;
  }
}

export interface StartParameters {
  readonly hash: string;
  readonly duration: number;
  readonly interval: number;
  /** Empty: the system only. */
  readonly server: string;
  readonly children: boolean;
}

/** The query of `start_collecting`; shared with the curl lines the page shows, so both ask the same. */
export function startQuery(start: StartParameters): string {
  const fields: [string, string][] = [
    ['hash', start.hash],
    ['duration', String(start.duration)],
    ['interval', String(start.interval)],
  ];
  if (start.server !== '') fields.push(['server', start.server]);
  if (start.server !== '' && start.children) fields.push(['children', 'true']);
  return encodeQuery(fields);
}

export function encodeQuery(fields: readonly (readonly [string, string])[]): string {
  return fields.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

const READABLE = 'detail=full&units=bytes';

/** Every request the page makes. Addresses are relative to the page, so that any prefix works. */
export const agent = {
  history(seconds: number, signal?: AbortSignal): Promise<SystemAnswer> {
    return ask<SystemAnswer>(`performance/real_time?history=${seconds}&${READABLE}`, signal);
  },
  latest(signal?: AbortSignal): Promise<SystemAnswer> {
    return ask<SystemAnswer>(`performance/real_time?${READABLE}`, signal);
  },
  async recordings(signal?: AbortSignal): Promise<readonly RecordingSummary[]> {
    return (await ask<{ recordings: readonly RecordingSummary[] }>('performance/recordings', signal))
      .recordings;
  },
  /** Reads without ending the recording and without marking it as fetched. */
  recording(hash: string, since = 0, signal?: AbortSignal): Promise<RecordingAnswer> {
    const from = since > 0 ? `&since=${since}` : '';
    return ask(`performance/recording?hash=${encodeURIComponent(hash)}&${READABLE}${from}`, signal);
  },
  start(start: StartParameters): Promise<StartAnswer> {
    return ask(`performance/start_collecting?${startQuery(start)}`);
  },
  /**
   * Ends the recording. Its answer is read from `recording`, and thrown away here: it may be many megabytes, and
   * what nobody kept was not fetched.
   */
  async stop(hash: string): Promise<void> {
    const response = await reach(`performance/stop_collecting?hash=${encodeURIComponent(hash)}`);
    if (response.ok) await response.body?.cancel();
    else await readAnswer(response);
  },
  match(server: string, children: boolean, signal?: AbortSignal): Promise<MatchAnswer> {
    const tree = children ? '&children=true' : '';
    return ask(`performance/match?server=${encodeURIComponent(server)}${tree}`, signal);
  },
  async processes(signal?: AbortSignal): Promise<readonly ProcessName[]> {
    return (await ask<{ processes: readonly ProcessName[] }>('performance/processes', signal)).processes;
  },
};

export type Agent = typeof agent;

async function ask<Answer>(address: string, signal?: AbortSignal): Promise<Answer> {
  return readAnswer<Answer>(await reach(address, signal));
}

async function reach(address: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, { cache: 'no-store', ...(signal && { signal }) });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new RequestError('unreachable', String(cause));
  }
}

/** A failure's status may be 200 (`--legacy-status`), and a web server's own error page is no JSON. */
async function readAnswer<Answer>(response: Response): Promise<Answer> {
  const body = (await response.json().catch(() => undefined)) as
    | { result?: string; error?: { code?: string; message?: string; parameter?: string } }
    | undefined;
  if (body?.result === 'succeeded') return body as Answer;
  const { code = 'unreachable', message = `HTTP ${response.status}`, parameter } = body?.error ?? {};
  throw new RequestError(code, message, parameter);
}
