import type { CommandModule, Options as YargsOptions } from 'yargs';

import { argvGrammar } from './argv-grammar.ts';
import { AgentRefusal, AgentUnreachable } from './client/agent-client.ts';
import { exitStatus } from './exit-status.ts';

export interface CommandOption {
  readonly describe: string;
  /** In words, for the help. */
  readonly defaultNote?: string;
  readonly isFlag?: boolean;
  /** May be given more than once. */
  readonly isList?: boolean;
  readonly isRequired?: boolean;
}

/** Options that may be repeated take one value each time, and what follows `--` is another program's. */
const listGrammar = {
  'duplicate-arguments-array': true,
  'greedy-arrays': false,
  'populate--': true,
} as const;

/** A command as data: its help, its part of the manual page and its yargs module are made from this. */
export interface Command {
  /** As yargs has it: `record [command..]`. */
  readonly usage: string;
  readonly describe: string;
  /** What stands for the arguments that are no options. */
  readonly positionals?: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Without the program's name. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  /** @returns the exit status */
  run(given: Given): Promise<number>;
}

/** What stood on the command line: every value is text. */
export interface Given {
  text(option: string): string | undefined;
  flag(option: string): boolean;
  list(option: string): readonly string[];
  /** What followed `--`, untouched. */
  readonly rest: readonly string[];
}

export function toYargs(command: Command): CommandModule {
  const { usage, describe, positionals = {}, options, examples } = command;
  return {
    command: usage,
    describe,
    builder: (yargs) => {
      for (const [name, what] of Object.entries(positionals))
        yargs.positional(name, { describe: what, type: 'string' });
      for (const [line, what] of examples) yargs.example(`$0 ${line}`, what);
      return yargs
        .options(Object.fromEntries(Object.entries(options).map(([name, option]) => [name, shown(option)])))
        .parserConfiguration({ ...argvGrammar, ...listGrammar })
        .strictOptions();
    },
    handler: async (argv) => {
      process.exitCode = await statusOf(() => command.run(givenOf(argv)));
    },
  };
}

function shown({ describe, defaultNote, isFlag, isList, isRequired }: CommandOption): YargsOptions {
  return {
    describe,
    ...(isFlag ? { type: 'boolean' } : { type: 'string', requiresArg: true }),
    ...(isList && { array: true, nargs: 1 }),
    ...(isRequired && { demandOption: true }),
    ...(defaultNote !== undefined && { defaultDescription: defaultNote }),
  };
}

function givenOf(argv: Readonly<Record<string, unknown>>): Given {
  const listOf = (value: unknown) =>
    value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];
  return {
    // A text option that is given twice arrives as a list: the last one counts.
    text: (option) => listOf(argv[option]).at(-1),
    flag: (option) => argv[option] === true,
    list: (option) => listOf(argv[option]),
    rest: listOf(argv['--']),
  };
}

/** What the agent says no to is told in one line; everything else that is thrown goes on to `main.ts`. */
async function statusOf(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AgentRefusal || error instanceof AgentUnreachable)) throw error;
    process.stderr.write(`sysinfo-agent: ${error.message}\n`);
    return error instanceof AgentRefusal ? exitStatus.failed : exitStatus.unreachable;
  }
}
