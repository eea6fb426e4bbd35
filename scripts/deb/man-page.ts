/**
 * Prints the manual page, made from the tables that the command line itself is made from.
 *
 *   node --import tsx scripts/deb/man-page.ts > sysinfo-agent.1
 */
import { readFileSync } from 'node:fs';
import { env, stdout } from 'node:process';
import type { Command } from '../../src/cli/command.ts';
import { commandList } from '../../src/cli/command-list.ts';
import { exitStatusMeanings } from '../../src/cli/exit-status.ts';
import { defaultSocket, environmentName, type Option, options } from '../../src/config.ts';

const { version, description } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string; description: string };

/** Of the commit, so that the same commit gives the same page. */
const date = new Date(Number(env.SOURCE_DATE_EPOCH ?? 0) * 1000).toISOString().slice(0, 10);

stdout.write(
  [
    `.TH SYSINFO-AGENT 1 ${date} "sysinfo-agent ${version}" "User Commands"`,
    '.SH NAME',
    'sysinfo\\-agent \\- record what a server does while it is load\\-tested',
    '.SH SYNOPSIS',
    '.B sysinfo\\-agent',
    '.I command',
    '.RI [ options ]',
    '.SH DESCRIPTION',
    roff(description),
    '.SH COMMANDS',
    ...entry('serve', 'Run the agent. Its options are listed under OPTIONS OF SERVE.'),
    ...commandList.flatMap(commandEntry),
    ...entry('completion', 'Print a completion script for the shell.'),
    '.SH OPTIONS OF SERVE',
    roff('Each can also stand in the environment and in the configuration file.'),
    roff(
      'The command line wins over the environment, the environment over the file, the file over the default.',
    ),
    ...Object.values<Option>(options).flatMap(serveOption),
    '.SH EXIT STATUS',
    ...exitStatusMeanings.flatMap(([status, meaning]) => entry(status, meaning)),
    '.SH FILES',
    ...entry(
      '/etc/sysinfo-agent/config.json',
      'Options of the service: one JSON object, keys named as the options without the dashes.',
    ),
    ...entry(defaultSocket, 'Where the web server reaches the agent. systemd holds it.'),
    ...entry(
      '/etc/nginx/snippets/sysinfo-agent*.conf',
      'What an nginx server includes to lead to the agent.',
    ),
    ...entry('/etc/nginx/sites-available/sysinfo-agent', 'A site of its own, which nginx-enable links in.'),
    '.SH EXAMPLES',
    ...commandList.flatMap(({ examples }) =>
      examples.flatMap(([line, what]) => entry(`sysinfo-agent ${line}`, `${capital(what)}.`)),
    ),
    '.SH SEE ALSO',
    '.BR nginx (8),',
    '.BR systemd.socket (5)',
    '',
  ].join('\n'),
);

function commandEntry({ usage, describe, positionals = {}, options: own }: Command): string[] {
  const rows = [
    ...Object.entries(positionals).map(([name, what]) => entry(name, `${what}.`)),
    ...Object.entries(own).map(([name, { describe: what, defaultNote, isFlag }]) =>
      entry(`--${name}${isFlag ? '' : '=…'}`, `${what}.${withDefault(defaultNote)}`),
    ),
  ];
  return [...entry(usage, `${describe}.`), '.RS', ...rows.flat(), '.RE'];
}

function serveOption(option: Option): string[] {
  const { name, kind, describe, default: text, defaultNote } = option;
  const takes = `${describe}. Takes ${kind.takes}.${withDefault(defaultNote ?? text)}`;
  return entry(`--${name}`, `${takes} In the environment: ${environmentName(option)}.`);
}

function withDefault(text: string | undefined): string {
  return text === undefined || text === '' ? '' : ` Default: ${text}.`;
}

function entry(term: string, text: string): string[] {
  return ['.TP', `.B ${roff(term)}`, roff(text)];
}

/** A dash is typed as one, a backslash is itself, and a line that begins like a request is none. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('…', '...')
    .replaceAll('"', '\\(dq')
    .replace(/^([.'])/, '\\&$1');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
