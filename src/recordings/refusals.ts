import { AgentError } from '../errors.ts';

/** What a client is told when its recording cannot be started, or is not there. */
export function unknownHash(hash: string): AgentError {
  return new AgentError('unknown_hash', `No recording with the hash ${hash} is known.`, {
    parameter: 'hash',
  });
}

export function runsOtherwise(hash: string): AgentError {
  return inUse(`A recording with the hash ${hash} is running with other parameters.`);
}

export function notFetched(hash: string): AgentError {
  return inUse(
    `The recording with the hash ${hash} has ended and was not fetched yet; a new start would lose it.`,
  );
}

function inUse(message: string): AgentError {
  return new AgentError('hash_in_use', message, { parameter: 'hash' });
}

export function noRoom(): AgentError {
  return new AgentError('too_many_recordings', 'There is no room for another recording.', {
    retryAfterSeconds: 60,
  });
}

export function tooLarge(bytes: number, maxBytes: number): AgentError {
  const message = `So many samples would take ${megabytes(bytes)} of memory; the agent has ${megabytes(maxBytes)} for all recordings.`;
  return new AgentError('invalid_parameter', message, { parameter: 'interval' });
}

export function shuttingDown(): AgentError {
  return new AgentError('shutting_down', 'The agent is shutting down.', { retryAfterSeconds: 5 });
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
