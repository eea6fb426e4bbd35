/** Asks an agent, wherever it is, and turns what it says no to into one sentence. */
import { askSocket } from './ask-socket.ts';
import { askUrl } from './ask-url.ts';
import type { Target } from './target.ts';

/** An answer as it came: whoever asks decides what it means. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export type AnswerData = Readonly<Record<string, unknown>>;

export interface AgentClient {
  /** What to call the agent in front of a person; no credentials. */
  readonly name: string;
  /** @throws AgentUnreachable */
  askRaw(path: string, query?: Readonly<Record<string, string | undefined>>): Promise<RawAnswer>;
  /** @throws AgentRefusal, AgentUnreachable */
  ask(path: string, query?: Readonly<Record<string, string | undefined>>): Promise<AnswerData>;
}

/** The agent answered, and its answer is no. */
export class AgentRefusal extends Error {
  override readonly name = 'AgentRefusal';
  /** The contract's code, where it was the agent that answered. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** No agent answered. */
export class AgentUnreachable extends Error {
  override readonly name = 'AgentUnreachable';
}

export function createAgentClient(target: Target): AgentClient {
  const name = nameOf(target);
  const askRaw: AgentClient['askRaw'] = async (path, query = {}) => {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const queryText = new URLSearchParams(given).toString();
    try {
      return target.kind === 'url'
        ? await askUrl(target.url, path, queryText)
        : await askSocket(target.path, path, queryText);
    } catch (error) {
      throw new AgentUnreachable(`${name}: ${whyOf(error)}`);
    }
  };
  return {
    name,
    askRaw,
    async ask(path, query) {
      return readAnswer(name, await askRaw(path, query));
    },
  };
}

function nameOf(target: Target): string {
  if (target.kind === 'socket') return target.path;
  const { origin, pathname } = target.url;
  return `${origin}${pathname}`.replace(/\/$/, '');
}

function readAnswer(name: string, { status, contentType, body }: RawAnswer): AnswerData {
  if (!contentType.startsWith('application/json')) throw notFromAgent(name, status);
  const data = JSON.parse(body) as AnswerData;
  if (data.result === 'succeeded') return data;
  const { message, code } = (data.error ?? {}) as { message?: string; code?: string };
  throw new AgentRefusal(`${name}: ${message ?? `refused with status ${status}`}`, code);
}

function notFromAgent(name: string, status: number): Error {
  const meaning: Readonly<Record<number, string>> = {
    401: 'the web server wants a name and a password: http://NAME:PASSWORD@host/prefix',
    403: 'the web server does not let this machine in: see snippets/sysinfo-agent-access.conf there',
    404: 'the web server has nothing at this address: is the prefix right?',
    429: 'the web server limits how often it may be asked',
    502: 'the web server does not reach the agent: run sysinfo-agent doctor there',
    503: 'the web server limits how often it may be asked, or is overloaded',
    504: 'the agent did not answer the web server in time',
  };
  return new AgentUnreachable(
    `${name}: status ${status}, ${meaning[status] ?? 'and it is not an agent that answers'}`,
  );
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no agent runs: there is no such socket',
  ECONNREFUSED: 'no agent runs: nobody listens there',
  EACCES: "not permitted: run this as root or as a member of the socket's group, or ask with --url",
  ENOTFOUND: 'there is no host of this name',
};

function whyOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as NodeJS.ErrnoException;
  return (code !== undefined && reasons[code]) || message || code || String(cause);
}
