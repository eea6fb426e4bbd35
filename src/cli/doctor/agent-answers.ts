/** Whether the agent answers, directly at its socket and through nginx, and whether it is the right one. */

import { runTool } from '../../host/run-tool.ts';
import { type AgentClient, type AnswerData, createAgentClient } from '../client/agent-client.ts';
import { findAgentLocations } from '../nginx/agent-locations.ts';
import { note, ok, problem, skipped, type Verdict } from './finding.ts';

export interface DirectAnswer {
  readonly verdict: Verdict;
  /** Undefined when nobody answered, or not an agent. */
  readonly health: AnswerData | undefined;
}

export async function askDirectly(agent: AgentClient): Promise<DirectAnswer> {
  try {
    const answer = await agent.askRaw('/health');
    const health = answer.contentType.startsWith('application/json')
      ? (JSON.parse(answer.body) as AnswerData)
      : {};
    if (health.result !== 'succeeded' || typeof health.version !== 'string') {
      const verdict = problem(
        'something answers at the socket, and it is not this agent',
        `See who listens there: ss -xlp | grep ${agent.name}`,
      );
      return { verdict, health: undefined };
    }
    const { version, pid, uptime } = health;
    return { verdict: ok(`agent ${version} answers, pid ${pid}, up for ${uptime} s`), health };
  } catch (error) {
    const verdict = problem((error as Error).message, 'See why: journalctl -u sysinfo-agent -n 20');
    return { verdict, health: undefined };
  }
}

/** Another agent, started by hand, may serve the socket that the service should. */
export async function checkOwner(health: AnswerData | undefined, ownVersion: string): Promise<Verdict> {
  if (health === undefined) return skipped('no agent answers at the socket');
  const shown = await runTool(
    'systemctl',
    ['show', '--property=MainPID', '--value', 'sysinfo-agent.service'],
    AbortSignal.timeout(5000),
  );
  const mainPid = shown.kind === 'output' ? Number(shown.text) : 0;
  if (mainPid > 0 && mainPid !== health.pid) {
    return problem(
      `another agent (pid ${health.pid}) is on the socket, not the service (pid ${mainPid})`,
      'End the other one, then: systemctl restart sysinfo-agent.socket sysinfo-agent',
    );
  }
  if (health.version !== ownVersion) {
    return problem(
      `the agent that runs is version ${health.version}; installed is ${ownVersion}`,
      'Restart it: systemctl restart sysinfo-agent',
    );
  }
  return mainPid > 0 ? ok('it is the one that systemd runs') : note('it was not started by systemd');
}

const OLDEST_SAMPLE_MS = 3500;

/** @returns what the agent knows of its own sampling and of filesystems that do not answer */
export async function checkSampling(agent: AgentClient): Promise<Verdict[]> {
  const answer = (await agent.ask('/performance/real_time')) as unknown as {
    readonly timestamps: readonly (number | null)[];
    readonly system: { readonly disk: readonly { readonly mountPoint: string; readonly stuck?: boolean }[] };
  };
  const takenAtMs = answer.timestamps.at(-1) ?? 0;
  const ageMs = Date.now() - takenAtMs;
  const sampling =
    Math.abs(ageMs) <= OLDEST_SAMPLE_MS
      ? ok('it samples every second')
      : problem(
          `its latest sample is ${(ageMs / 1000).toFixed(1)} s old`,
          'The clock was set, or the agent hangs: see its log.',
        );
  const stuck = answer.system.disk.filter((disk) => disk.stuck).map(({ mountPoint }) => mountPoint);
  const mounts =
    stuck.length === 0
      ? ok('every filesystem answers')
      : problem(`these filesystems do not answer: ${stuck.join(', ')}`, 'Unmount them: umount -l MOUNTPOINT');
  return [sampling, mounts];
}

/** @param url of the agent, when the person knows better than nginx's configuration */
export async function checkThroughNginx(
  socket: string,
  url: string | undefined,
  pid: unknown,
): Promise<Verdict[]> {
  if (url !== undefined) return [await askThrough(url, pid)];
  const config = await runTool('nginx', ['-T'], AbortSignal.timeout(30_000));
  if (config.kind === 'absent') return [skipped(config.reason, 'Install nginx, or give --url.')];
  if (config.kind !== 'output') return [configProblem(config.reason)];
  const locations = findAgentLocations(config.text, socket);
  if (locations.length === 0) {
    return [
      problem(
        `no location of nginx passes to ${socket}`,
        'Link the site in: sysinfo-agent nginx-enable. Or include snippets/sysinfo-agent.conf in a server of yours.',
      ),
    ];
  }
  const urls = new Set(locations.flatMap((location) => location.url ?? []));
  if (urls.size === 0) return [skipped('nginx listens on no address for the agent', 'Give --url.')];
  return Promise.all([...urls].map((each) => askThrough(each, pid)));
}

function configProblem(reason: string): Verdict {
  return /permission denied|\(13:/i.test(reason)
    ? skipped(`nginx's configuration may not be read: ${reason}`, 'Run this as root, or give --url.')
    : problem(`nginx does not accept its configuration: ${reason}`, 'See: nginx -t');
}

async function askThrough(url: string, pid: unknown): Promise<Verdict> {
  try {
    const health = await createAgentClient({ kind: 'url', url: new URL(url) }).ask('/health');
    if (pid !== undefined && health.pid !== pid) {
      return problem(
        `${url} leads to another agent (pid ${health.pid}) than the socket (pid ${pid})`,
        'See which socket the upstream in snippets/sysinfo-agent-upstream.conf names.',
      );
    }
    return ok(`${url}/ leads to the agent`);
  } catch (error) {
    return problem((error as Error).message, adviceFor((error as { code?: string }).code));
  }
}

function adviceFor(code: string | undefined): string {
  return code === 'unknown_path'
    ? 'The prefix in nginx and "prefix" in /etc/sysinfo-agent/config.json differ, or PATH_INFO is wrong: make them alike.'
    : "See nginx's error log: /var/log/nginx/error.log";
}
