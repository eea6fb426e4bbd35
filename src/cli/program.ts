import { readFileSync } from 'node:fs';
import yargs, { type Argv } from 'yargs';
import { argvGrammar } from './argv-grammar.ts';
import { toYargs } from './command.ts';
import { commandList } from './command-list.ts';
import { serve } from './commands/serve.ts';
import { UsageError } from './usage-error.ts';

const commands = [serve, ...commandList.map(toYargs)];

/** The command line as yargs reads it and explains it. */
export function createProgram(argv: readonly string[]): Argv {
  return yargs(argv)
    .scriptName('sysinfo-agent')
    .usage('$0 <command>\n\nRecords what this machine and one of its services do while they are load-tested.')
    .command(commands)
    .completion('completion', 'Print a completion script for the shell')
    .demandCommand(1, 'a command is missing')
    .strictCommands()
    .version(readVersion())
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .locale('en')
    .parserConfiguration(argvGrammar)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message.charAt(0).toLowerCase() + message.slice(1));
    });
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
