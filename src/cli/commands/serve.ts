import type { CommandModule, Options as YargsOptions } from 'yargs';
import { type Option, options } from '../../config.ts';
import { resolveConfig } from '../resolve-config.ts';
import { UsageError } from '../usage-error.ts';

export const serve: CommandModule = {
  command: 'serve',
  describe: 'Run the agent',
  builder: (yargs) =>
    yargs
      .options(
        Object.fromEntries(Object.values<Option>(options).map((option) => [option.name, shown(option)])),
      )
      .example('$0 serve --http 127.0.0.1:8080', 'without a web server')
      .example('$0 serve --socket /run/agent.sock --prefix /sysinfo', 'behind nginx')
      .epilogue(
        'Each option can also stand in the environment (SYSINFO_AGENT_MAX_MEMORY=1G) and in the JSON file that ' +
          '--config names ({"max-memory": "1G"}). The command line wins over the environment, this over the file.',
      ),
  handler: ({ $0, _: [, ...surplus], ...argv }) => runServe(argv, surplus),
};

/**
 * @param argv the options, named as they are typed
 * @param surplus what stands on the command line beside options
 * @throws UsageError, ListenError
 */
export async function runServe(
  argv: Readonly<Record<string, unknown>>,
  surplus: readonly (string | number)[],
): Promise<void> {
  if (surplus.length > 0) {
    throw new UsageError(`serve takes options only; got ${JSON.stringify(surplus[0])}`);
  }
  const config = resolveConfig(argv, process.env);
  const { runAgent } = await import('../run-agent.ts');
  await runAgent(config);
}

function shown({ describe, default: text, defaultNote }: Option): YargsOptions {
  return { describe, defaultDescription: defaultNote ?? text ?? '' };
}
