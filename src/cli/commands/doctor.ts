import { existsSync, readFileSync } from 'node:fs';
import { defaultSocket } from '../../config.ts';
import { createAgentClient } from '../client/agent-client.ts';
import { targetOptions } from '../client/target.ts';
import type { Command } from '../command.ts';
import { askDirectly, checkOwner, checkSampling, checkThroughNginx } from '../doctor/agent-answers.ts';
import { readProcessRights } from '../doctor/agent-process.ts';
import { type Finding, ok, problem, skipped, type Verdict } from '../doctor/finding.ts';
import { checkClock, checkHidepid, checkLscpu, checkNode, checkProcessIo } from '../doctor/machine.ts';
import { checkNginxAccess, checkSocketFile } from '../doctor/socket-access.ts';
import { exitStatus } from '../exit-status.ts';
import { resolveConfig } from '../resolve-config.ts';
import { printable } from '../terminal/text-table.ts';
import { UsageError } from '../usage-error.ts';

const defaultConfigFile = '/etc/sysinfo-agent/config.json';
const procfs = '/proc';

export const doctor: Command = {
  usage: 'doctor',
  describe: 'Find out why the agent does not work, and say it in words',
  options: {
    url: { describe: 'Where the agent is behind nginx', defaultNote: "as nginx's configuration says" },
    socket: targetOptions.socket,
    config: { describe: "The agent's configuration file", defaultNote: defaultConfigFile },
    json: { describe: 'Print the findings as JSON', isFlag: true },
  },
  examples: [
    ['doctor', 'everything on this machine; as root it sees more'],
    ['doctor --url https://web1/sysinfo --json', 'for machines: {"well": …, "findings": […]}'],
  ],
  async run(given) {
    const findings = await examine(given.text('socket') ?? defaultSocket, {
      url: given.text('url'),
      configFile: given.text('config') ?? defaultConfigFile,
    });
    const isWell = findings.every(({ status }) => status !== 'problem');
    process.stdout.write(
      given.flag('json') ? `${JSON.stringify({ well: isWell, findings })}\n` : inWords(findings, isWell),
    );
    return isWell ? exitStatus.done : exitStatus.failed;
  },
};

interface Circumstances {
  readonly url: string | undefined;
  readonly configFile: string;
}

async function examine(socket: string, { url, configFile }: Circumstances): Promise<Finding[]> {
  const { version, engines } = readManifest();
  const agent = createAgentClient({ kind: 'socket', path: socket });
  const [direct, lscpu, clock] = await Promise.all([askDirectly(agent), checkLscpu(), checkClock()]);
  const { health } = direct;
  const running = typeof health?.pid === 'number' ? readProcessRights(procfs, health.pid) : undefined;
  const [owner, throughNginx, [sampling, mounts]] = await Promise.all([
    checkOwner(health, version),
    checkThroughNginx(socket, url, health?.pid),
    health === undefined ? unasked() : checkSampling(agent),
  ]);
  const named: readonly (readonly [check: string, verdict: Verdict | undefined])[] = [
    ['node', checkNode(process.version, engines.node)],
    ['config', checkConfig(configFile)],
    ['socket', checkSocketFile(socket)],
    ['nginx-rights', checkNginxAccess(socket, procfs)],
    ['agent', direct.verdict],
    ['agent-identity', owner],
    ...throughNginx.map((verdict) => ['nginx', verdict] as const),
    ['sampling', sampling],
    ['mounts', mounts],
    ['lscpu', lscpu],
    ['hidepid', checkHidepid(procfs, running)],
    ['process-io', checkProcessIo(running)],
    ['clock', clock],
  ];
  return named.flatMap(([check, verdict]) => (verdict === undefined ? [] : [{ check, ...verdict }]));
}

async function unasked(): Promise<Verdict[]> {
  const verdict = skipped('no agent answers at the socket');
  return [verdict, verdict];
}

function checkConfig(file: string): Verdict {
  if (!existsSync(file)) return skipped(`there is no ${file}: the defaults hold`);
  try {
    resolveConfig({ config: file }, {});
    return ok(file);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return problem(error.message, `Correct ${file}, then: systemctl restart sysinfo-agent`);
  }
}

function readManifest(): { readonly version: string; readonly engines: { readonly node: string } } {
  return JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
}

const signs = { ok: 'ok      ', note: 'note    ', skipped: 'skipped ', problem: 'PROBLEM ' } as const;

function inWords(findings: readonly Finding[], isWell: boolean): string {
  const lines = findings.flatMap(({ check, status, message, advice }) => [
    `${signs[status]} ${check}: ${printable(message)}`,
    ...(advice === undefined ? [] : [`          → ${printable(advice)}`]),
  ]);
  return [...lines, '', isWell ? 'All is well.' : 'Not all is well.', ''].join('\n');
}
