import { type Directive, findDirectives, readNginxDump } from './parse-config.ts';

/** A place of nginx's configuration that hands requests to the agent. */
export interface AgentLocation {
  /** URL path, without a slash at its end. */
  readonly prefix: string;
  /** Whether nginx sends what follows the prefix as PATH_INFO. */
  readonly sendsPathInfo: boolean;
  /** Where this machine reaches it, prefix included; undefined where nothing but a socket is listened on. */
  readonly url: string | undefined;
}

/**
 * Every location that passes to the agent's socket, directly or by an upstream.
 *
 * @param config the whole configuration, as `nginx -T` prints it
 */
export function findAgentLocations(config: string, socketPath: string): AgentLocation[] {
  const root = readNginxDump(config);
  const addresses = addressesOf(root, `unix:${socketPath}`);
  const found = new Map<string, AgentLocation>();
  for (const { directive, around } of findDirectives(root, 'fastcgi_pass')) {
    if (!addresses.has((directive.args[0] ?? '').replace(/:$/, ''))) continue;
    // The outermost one: those within it are single addresses below the prefix.
    const location = around.find(({ name }) => name === 'location');
    const server = around.findLast(({ name }) => name === 'server');
    const prefix = location && prefixOf(location);
    if (location === undefined || server === undefined || prefix === undefined) continue;
    const sendsPathInfo = location.children.some(
      ({ name, args }) => name === 'fastcgi_param' && args[0] === 'PATH_INFO',
    );
    const origin = originOf(server);
    const url = origin && origin + prefix;
    found.set(`${url} ${prefix}`, { prefix, sendsPathInfo, url });
  }
  return [...found.values()];
}

/** The socket, and every upstream that has it. */
function addressesOf(root: readonly Directive[], address: string): Set<string> {
  const addresses = new Set([address]);
  for (const { directive } of findDirectives(root, 'upstream')) {
    const [name = ''] = directive.args;
    const servers = directive.children.filter((child) => child.name === 'server');
    if (servers.some(({ args }) => args[0]?.replace(/:$/, '') === address)) addresses.add(name);
  }
  return addresses;
}

/** `location /a/b/ {` and `location ~ ^/a/b(?<rest>/.*)$ {`: `/a/b`. A location of one address is none. */
function prefixOf({ args }: Directive): string | undefined {
  const [first = '', second = ''] = args;
  if (first === '=') return undefined;
  if (first === '~' || first === '~*') {
    return /^\^?((?:\/(?:\\?[\w.~-])+)*)/.exec(second)?.[1]?.replaceAll('\\', '');
  }
  return (first === '^~' ? second : first).replace(/\/$/, '');
}

function originOf(server: Directive): string | undefined {
  const listens = server.children.filter(({ name }) => name === 'listen').map(({ args }) => args);
  const args =
    listens.find(([address = '']) => !address.startsWith('unix:')) ??
    (listens.length > 0 ? undefined : ['80']);
  if (args === undefined) return undefined;
  const [address = '80', ...flags] = args;
  const match = /^(?:(.*):)?(\d+)$/.exec(address);
  const host = match?.[1] ?? (match === null ? address : '*');
  const port = match?.[2] ?? '80';
  const reachable = host === '*' || host === '0.0.0.0' ? '127.0.0.1' : host === '[::]' ? '[::1]' : host;
  return `${flags.includes('ssl') ? 'https' : 'http'}://${reachable}:${port}`;
}
