/** An endpoint that cannot be served: one plain sentence that names it, for whoever started the agent. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** @param address the endpoint, in the words of the log */
export function toListenError(error: unknown, address: string): ListenError {
  if (error instanceof ListenError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new ListenError(`${reasonOf(code, address) ?? `Listening at ${address} failed: ${message}`}.`, {
    cause: error,
  });
}

function reasonOf(code: string | undefined, address: string): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `Another program already listens at ${address}`;
    case 'EACCES':
    case 'EPERM':
      return `The agent's user is not permitted to listen at ${address}`;
    case 'EADDRNOTAVAIL':
      return `This machine does not have the address ${address}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host name of ${address} is not known`;
    case 'ENOTDIR':
      return `The directory of ${address} is not a directory`;
    case 'EROFS':
      return `The directory of ${address} cannot be written to`;
    case 'EINVAL':
    case 'ENOTSOCK':
      return `There is no socket that can listen at ${address}`;
    default:
      return undefined;
  }
}
