/** Whether nginx's workers may use the agent's socket, by the modes of the socket and of the directories to it. */
import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AgentProcess, readProcessRights } from './agent-process.ts';
import { note, ok, problem, skipped, type Verdict } from './finding.ts';

export function checkSocketFile(path: string): Verdict {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    return problem(`there is no socket at ${path}`, 'Start it: systemctl start sysinfo-agent.socket');
  }
  if (!stats.isSocket()) return problem(`${path} is not a socket`, 'Move it away, then start the agent.');
  const worldMay = (stats.mode & 0o002) !== 0;
  const shown = `${path}, mode ${(stats.mode & 0o7777).toString(8).padStart(4, '0')}, group ${groupName(stats.gid)}`;
  return worldMay
    ? note(`${shown}: everybody on this machine may ask the agent`, 'Set its mode to 0660.')
    : ok(shown);
}

export function checkNginxAccess(path: string, procfs: string): Verdict {
  const worker = findNginxWorker(procfs);
  if (worker === undefined) return skipped('nginx does not run, so its rights cannot be looked at');
  for (const directory of ancestorsOf(path)) {
    const stats = statSync(directory, { throwIfNoEntry: false });
    if (stats !== undefined && !may(worker, stats, 0o1)) {
      return problem(
        `nginx's user (${worker.uid}) may not enter ${directory}`,
        `Let it: chmod o+x ${directory}`,
      );
    }
  }
  const socket = statSync(path, { throwIfNoEntry: false });
  if (socket === undefined) return skipped('there is no socket that nginx could use');
  if (may(worker, socket, 0o2)) return ok(`nginx's user (${worker.uid}) may use the socket`);
  return problem(
    `nginx's user (${worker.uid}) may not write to ${path}: it is not in the group ${groupName(socket.gid)}`,
    'Give the socket the group of nginx: systemctl edit sysinfo-agent.socket, SocketGroup=',
  );
}

/** What the kernel checks: the owner's bits for the owner, the group's for the group, the others' for the rest. */
export function may(
  process: AgentProcess,
  { uid, gid, mode }: Pick<Stats, 'uid' | 'gid' | 'mode'>,
  bit: number,
): boolean {
  if (process.uid === 0) return true;
  if (process.uid === uid) return (mode & (bit << 6)) !== 0;
  if (process.gids.includes(gid)) return (mode & (bit << 3)) !== 0;
  return (mode & bit) !== 0;
}

/** A child of an nginx whose user is not root's: the master keeps root's rights, the workers answer. */
function findNginxWorker(procfs: string): AgentProcess | undefined {
  const nginx = readdirSync(procfs)
    .filter((name) => /^\d+$/.test(name) && commOf(procfs, name) === 'nginx')
    .flatMap((name) => readProcessRights(procfs, Number(name)) ?? []);
  return nginx.find(({ uid }) => uid !== 0) ?? nginx[0];
}

function commOf(procfs: string, pid: string): string | undefined {
  try {
    return readFileSync(join(procfs, pid, 'comm'), 'utf8').trimEnd();
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** `/run/a/b.sock`: `/`, `/run`, `/run/a`. */
function ancestorsOf(path: string): string[] {
  const directory = dirname(path);
  return directory === path ? [] : [...ancestorsOf(directory), directory];
}

function groupName(gid: number): string {
  for (const line of readFileSync('/etc/group', 'utf8').split('\n')) {
    const [name, , id] = line.split(':');
    if (id !== undefined && Number(id) === gid) return name ?? String(gid);
  }
  return String(gid);
}
