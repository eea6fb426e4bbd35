import assert from 'node:assert/strict';

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One agent and one way to reach it. The suite is the same for all. */
export interface Target {
  /** @param path below the prefix, with its query: `/performance/real_time?units=bytes` */
  ask(path: string, how?: Ask): Promise<Answer>;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the tests find it to be
export type Body = any;

/** A successful answer's body. */
export async function succeed(target: Target, path: string): Promise<Body> {
  const { status, headers, text } = await target.ask(path);
  assert.equal(status, 200, text);
  assert.equal(headers['content-type'], 'application/json; charset=utf-8');
  assert.equal(headers['cache-control'], 'no-store');
  const body = JSON.parse(text);
  assert.equal(body.result, 'succeeded');
  return body;
}

/** A failure's `error`, after its status and code were checked. */
export async function fail(
  target: Target,
  path: string,
  status: number,
  code: string,
  parameter?: string,
  how?: Ask,
): Promise<Body> {
  const answer = await target.ask(path, how);
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
  const body = JSON.parse(answer.text);
  assert.equal(body.result, 'failed');
  assert.equal(body.error.code, code);
  assert.equal(body.error.parameter, parameter);
  assert.match(body.error.message, /^\S.*\S$/s);
  return body.error;
}

let nextHash = 0;

/** A hash that no other test uses, in the form that clients send. */
export function freshHash(): string {
  nextHash++;
  return nextHash.toString(16).padStart(32, '0');
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
