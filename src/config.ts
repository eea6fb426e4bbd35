import {
  byteSize,
  count,
  duration,
  fileMode,
  flag,
  groupName,
  hostPort,
  oneOf,
  path,
  urlPrefix,
  type ValueKind,
} from './option-values.ts';

/** Where the agent listens when it is given neither an endpoint nor an inherited socket. */
export const defaultSocket = '/run/sysinfo-agent/sysinfo-agent.sock';

export interface Option {
  /** `--name`, and the key of the configuration file. */
  readonly name: string;
  readonly kind: ValueKind<unknown>;
  /** As it would be typed; `undefined` where the option has no value unless it is given. */
  readonly default: string | undefined;
  /** Shown in place of the default. */
  readonly defaultNote?: string;
  readonly describe: string;
}

/**
 * Every option of the agent, once: the command line, the environment, the configuration file, the
 * README's table and the manual page are all made from this. The key is the name inside the program,
 * where it carries its unit.
 */
export const options = {
  socket: {
    name: 'socket',
    kind: path,
    default: undefined,
    defaultNote: `${defaultSocket}, unless there is another endpoint`,
    describe: 'Serve FastCGI on this unix socket',
  },
  socketMode: {
    name: 'socket-mode',
    kind: fileMode,
    default: '0660',
    describe: 'Permissions of the unix socket',
  },
  socketGroup: {
    name: 'socket-group',
    kind: groupName,
    default: undefined,
    defaultNote: "the process's own",
    describe: "Group of the unix socket: the web server's",
  },
  tcp: {
    name: 'tcp',
    kind: hostPort,
    default: undefined,
    defaultNote: 'off',
    describe: 'Serve FastCGI on this TCP address',
  },
  http: {
    name: 'http',
    kind: hostPort,
    default: undefined,
    defaultNote: 'off',
    describe: 'Serve plain HTTP on this address, without a web server in front',
  },
  prefix: {
    name: 'prefix',
    kind: urlPrefix,
    default: '',
    defaultNote: 'none',
    describe: 'URL path that the web server maps to the agent',
  },
  maxRecordings: {
    name: 'max-recordings',
    kind: count(1, 1_000_000),
    default: '1000',
    describe: 'How many recordings may exist at once, running and kept',
  },
  maxMemoryBytes: {
    name: 'max-memory',
    kind: byteSize(2 ** 20),
    default: '256M',
    describe: 'Memory that the samples of all recordings together may take, in bytes',
  },
  maxDurationMs: {
    name: 'max-duration',
    kind: duration('1s', '366d'),
    default: '7d',
    describe: 'Longest recording that may be asked for, in seconds',
  },
  minIntervalMs: {
    name: 'min-interval',
    kind: duration('10ms', '1h'),
    default: '0.1',
    describe: 'Shortest interval between samples that may be asked for, in seconds',
  },
  retainMs: {
    name: 'retain',
    kind: duration('1s', '366d'),
    default: '1h',
    describe: 'How long an ended recording is kept, in seconds',
  },
  legacyStatus: {
    name: 'legacy-status',
    kind: flag,
    default: 'false',
    describe: 'Answer failures with status 200, for clients that only read "result"',
  },
  logLevel: {
    name: 'log-level',
    kind: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    default: 'info',
    describe: 'Least severe events that are logged',
  },
  networkFilesystems: {
    name: 'network-filesystems',
    kind: flag,
    default: 'false',
    describe: 'Report network filesystems too, not only local ones',
  },
  procfs: {
    name: 'procfs',
    kind: path,
    default: '/proc',
    describe: 'Where procfs is mounted',
  },
  sysfs: {
    name: 'sysfs',
    kind: path,
    default: '/sys',
    describe: 'Where sysfs is mounted',
  },
  configFile: {
    name: 'config',
    kind: path,
    default: undefined,
    defaultNote: 'none',
    describe: 'JSON file of options, named as here without the dashes',
  },
} as const satisfies Record<string, Option>;

type Options = typeof options;

type ValueOf<O extends Option> =
  O['kind'] extends ValueKind<infer T> ? (O['default'] extends string ? T : T | undefined) : never;

/** Every option's value, checked; `cli/resolve-config.ts` makes it. */
export type Config = { readonly [K in keyof Options]: ValueOf<Options[K]> };

/** The option's name in the environment: `--max-memory` is `SYSINFO_AGENT_MAX_MEMORY`. */
export function environmentName(option: Option): string {
  return environmentPrefix + option.name.toUpperCase().replaceAll('-', '_');
}

export const environmentPrefix = 'SYSINFO_AGENT_';
