/** Opens the endpoints the agent is asked to serve, and closes them so that no answer is lost. */
import { once } from 'node:events';
import type { ListenOptions } from 'node:net';
import type { Logger } from 'pino';
import { createComplaints } from './complaints.ts';
import { createFastcgiServer } from './fastcgi.ts';
import type { ClosableServer, Responder } from './handler.ts';
import { createHttpServer } from './http.ts';
import { toListenError } from './listen-error.ts';
import { listenUnix, type UnixSocket } from './unix-socket.ts';

export type Endpoint =
  | ({ readonly kind: 'unix' } & UnixSocket)
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** A listening socket that the process was started with, FastCGI spoken on it. */
  | { readonly kind: 'descriptor'; readonly fd: number }
  | { readonly kind: 'http'; readonly host: string; readonly port: number };

export interface ListenContext {
  readonly responder: Responder;
  readonly prefix: string;
  readonly log: Logger;
}

export interface Listening {
  /** For the log: what is spoken, and where, with the port that was really taken. */
  readonly address: string;
  /** The TCP port, where there is one. */
  readonly port: number | undefined;
  /**
   * Accepts nothing more, lets answers under way finish for at most `graceMs`, ends idle connections at
   * once, and removes the socket file it made.
   */
  close(graceMs: number): Promise<void>;
}

/** @throws ListenError */
export async function listen(endpoint: Endpoint, context: ListenContext): Promise<Listening> {
  const closable = endpoint.kind === 'http' ? createHttpServer(context) : createFastcgiServer(context);
  const { server } = closable;
  const removeFile = await open(endpoint, closable).catch((error: unknown) => {
    throw toListenError(error, nameOf(endpoint));
  });
  // Without a listener one failed accept (no descriptors left) would end the process.
  const complain = createComplaints(context.log, () => performance.now());
  server.on('error', (error) => complain({ err: error }, 'a connection could not be accepted'));

  const bound = server.address();
  const port = typeof bound === 'object' ? bound?.port : undefined;
  return {
    address: nameOf(port === undefined || !('port' in endpoint) ? endpoint : { ...endpoint, port }),
    port,
    async close(graceMs) {
      removeFile();
      await closable.close(graceMs);
    },
  };
}

async function open(endpoint: Endpoint, { server }: ClosableServer): Promise<() => void> {
  if (endpoint.kind === 'unix') return listenUnix(server, endpoint);
  const options: ListenOptions & { fd?: number } =
    endpoint.kind === 'descriptor' ? { fd: endpoint.fd } : { host: endpoint.host, port: endpoint.port };
  server.listen(options);
  await once(server, 'listening');
  return () => {};
}

function nameOf(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'unix':
      return `fastcgi ${endpoint.path}`;
    case 'tcp':
      return `fastcgi ${hostPort(endpoint)}`;
    case 'descriptor':
      return `fastcgi descriptor ${endpoint.fd}`;
    case 'http':
      return `http://${hostPort(endpoint)}/`;
  }
}

function hostPort({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
