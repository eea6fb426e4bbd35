import { type Config, defaultSocket } from '../config.ts';
import type { Endpoint } from '../server/listen.ts';

/**
 * What the agent serves: every endpoint it was given or inherited, and the default socket when there is none.
 *
 * @param inherited listening sockets that whoever started the process has opened for it
 */
export function endpointsOf(config: Config, inherited: readonly number[]): readonly Endpoint[] {
  const { socket, tcp, http } = config;
  const endpoints: Endpoint[] = inherited.map((fd) => ({ kind: 'descriptor', fd }));
  if (socket !== undefined) endpoints.push(unixSocket(socket, config));
  if (tcp !== undefined) endpoints.push({ kind: 'tcp', ...tcp });
  if (http !== undefined) endpoints.push({ kind: 'http', ...http });
  return endpoints.length > 0 ? endpoints : [unixSocket(defaultSocket, config)];
}

function unixSocket(path: string, { socketMode, socketGroup }: Config): Endpoint {
  const group = socketGroup === undefined ? {} : { group: socketGroup };
  return { kind: 'unix', path, mode: socketMode, ...group };
}
