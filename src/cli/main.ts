#!/usr/bin/env -S node --max-semi-space-size=2
// A semi-space of 2 MB, where the engine's default is up to 16. What sampling leaves behind is garbage at once, but the
// engine would grow its room for young objects in the course of a day before it looks; answers are as fast, to a few percent.
import parseArgv from 'yargs-parser';
import { ListenError } from '../server/listen-error.ts';
import { argvGrammar } from './argv-grammar.ts';
import { runServe } from './commands/serve.ts';
import { exitStatus } from './exit-status.ts';
import { UsageError } from './usage-error.ts';

await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<void> {
  // A reader of the help that has read enough, such as `head`, is no mistake.
  process.stdout.on('error', ignoreBrokenPipe);
  process.stderr.on('error', ignoreBrokenPipe);
  try {
    await run(argv);
  } catch (error) {
    process.exit(report(error, argv[0]));
  }
}

async function run(argv: readonly string[]): Promise<void> {
  const plainServe = parsePlainServe(argv);
  if (plainServe !== undefined) {
    await runServe(plainServe.options, plainServe.surplus);
    return;
  }
  const { createProgram } = await import('./program.ts');
  const program = createProgram(argv);
  if (argv.length === 0) {
    process.stderr.write(`${await program.getHelp()}\n`);
    process.exitCode = exitStatus.usage;
    return;
  }
  await program.parseAsync();
}

/**
 * `serve` that asks for no help needs yargs' parser and nothing that prints. All of yargs would stay in memory for
 * the agent's whole life, 8 MB of its 60, and makes it ready 60 ms later.
 */
function parsePlainServe(argv: readonly string[]) {
  const [command, ...rest] = argv;
  const { _: surplus, ...options } = parseArgv(rest, { configuration: argvGrammar });
  return command === 'serve' && !('help' in options) && !('version' in options)
    ? { options, surplus }
    : undefined;
}

function report(error: unknown, command: string | undefined): number {
  if (error instanceof UsageError) {
    const help = command === 'serve' ? 'sysinfo-agent serve --help' : 'sysinfo-agent --help';
    process.stderr.write(`sysinfo-agent: ${error.message} (see ${help})\n`);
    return exitStatus.usage;
  }
  if (error instanceof ListenError) {
    process.stderr.write(`sysinfo-agent: ${error.message}\n`);
    return exitStatus.failed;
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return exitStatus.failed;
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
