/**
 * Every way a request can fail, on one page. The HTTP status of a code is `server/respond.ts`'s
 * business; here a failure has a code, one plain sentence, and the query parameter it is about.
 */
export type ErrorCode =
  | 'missing_parameter'
  | 'invalid_parameter'
  | 'duplicate_parameter'
  | 'cross_site'
  | 'unknown_hash'
  | 'unknown_path'
  | 'method_not_allowed'
  | 'hash_in_use'
  | 'too_many_recordings'
  | 'shutting_down'
  | 'internal';

export interface ErrorDetails {
  /** The query parameter that is at fault. */
  readonly parameter?: string;
  /** When asking again may succeed, in seconds. */
  readonly retryAfterSeconds?: number;
}

/** A failure that the client is told about. Anything else that is thrown is a bug: `internal`. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly code: ErrorCode;
  readonly parameter: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message);
    this.code = code;
    this.parameter = details.parameter;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}
