import { readFileSync } from 'node:fs';
import { type Config, environmentName, environmentPrefix, type Option, options } from '../config.ts';
import { closestName } from './closest-name.ts';
import { UsageError } from './usage-error.ts';

type Values = Readonly<Partial<Record<string, unknown>>>;

/** One of the three places that options come from. */
interface Source {
  /** What the option is called there; `undefined` where it cannot stand. */
  nameOf(option: Option): string | undefined;
  /** A name as it is typed there. */
  typed(name: string): string;
  /** A name nobody knows. */
  unknown(typed: string): string;
  /** Ends "got …". */
  where(name: string): string;
  /** The option's text; `undefined` for what cannot be one. */
  text(given: unknown, option: Option): string | undefined;
}

const entries: readonly (readonly [key: string, option: Option])[] = Object.entries(options);

/**
 * Puts the options together: the command line wins over the environment, this over the configuration
 * file, this over the defaults. What is given is checked even where something else wins over it.
 *
 * @param argv name → its text, a boolean for a bare `--name` (true) and `--no-name` (false), or a list of these
 * @param environment only `SYSINFO_AGENT_*` is looked at
 * @throws UsageError for the first unknown name or wrong value
 */
export function resolveConfig(
  argv: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const ours = Object.entries(environment).filter(([name]) => name.startsWith(environmentPrefix));
  const fromEnvironment = read(Object.fromEntries(ours), environmentSource);
  const fromArgv = read(argv, argvSource);
  const file = fromArgv.configFile ?? fromEnvironment.configFile;
  const fromFile = typeof file === 'string' ? read(readJsonObject(file), fileSource(file)) : {};
  const config = { ...defaults(), ...fromFile, ...fromEnvironment, ...fromArgv } as Config;
  if (config.minIntervalMs > config.maxDurationMs) {
    throw new UsageError('--min-interval must not be longer than --max-duration');
  }
  return Object.freeze(config);
}

const argvSource: Source = {
  nameOf: (option) => option.name,
  typed: (name) => `--${name}`,
  unknown: (typed) => `option ${typed}`,
  where: () => 'on the command line',
  text: (given, { kind }) => {
    // Of an option that is given twice the last one counts.
    const last: unknown = Array.isArray(given) ? given.at(-1) : given;
    // A bare name sets a flag; any other option lacks its value then.
    return typeof last === 'boolean' && !kind.json.includes('boolean') ? '' : String(last);
  },
};

const environmentSource: Source = {
  nameOf: environmentName,
  typed: String,
  unknown: (typed) => `environment variable ${typed}`,
  where: (name) => `in ${name}`,
  text: String,
};

function fileSource(file: string): Source {
  return {
    nameOf: (option) => (option === options.configFile ? undefined : option.name),
    typed: (name) => JSON.stringify(name),
    unknown: (typed) => `key ${typed} in ${file}`,
    where: () => `in ${file}`,
    text: (given, { kind }) => (kind.json.some((type) => type === typeof given) ? String(given) : undefined),
  };
}

function read(given: object, source: Source): Values {
  const known = new Map(entries.map((entry) => [source.nameOf(entry[1]), entry]));
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const [key, option] = known.get(name) ?? unknownName(name, source);
    const text = source.text(value, option);
    const parsed = text === undefined ? undefined : option.kind.parse(text);
    if (parsed === undefined) {
      const got = text === '' ? 'nothing' : JSON.stringify(text ?? value);
      throw new UsageError(`--${option.name} takes ${option.kind.takes}; got ${got} ${source.where(name)}`);
    }
    values[key] = parsed;
  }
  return values;
}

function unknownName(name: string, source: Source): never {
  const names = entries.map(([, option]) => source.nameOf(option)).filter((each) => each !== undefined);
  const meant = closestName(name, names);
  const hint = meant === undefined ? '' : `; did you mean ${source.typed(meant)}?`;
  throw new UsageError(`unknown ${source.unknown(source.typed(name))}${hint}`);
}

function readJsonObject(file: string): object {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = (error as Error).message.replace(/\s+/g, ' ');
    throw new UsageError(`--config takes a readable JSON file; got ${file}: ${why}`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new UsageError(`--config takes a file with one JSON object; got another JSON value in ${file}`);
  }
  return content;
}

function defaults(): Values {
  return Object.fromEntries(
    entries.map(([key, { kind, default: text }]) => [key, text === undefined ? undefined : kind.parse(text)]),
  );
}
