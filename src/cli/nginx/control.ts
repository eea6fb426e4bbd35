import { existsSync, readFileSync } from 'node:fs';
import { runTool, type ToolAnswer } from '../../host/run-tool.ts';
import type { NginxControl } from './apply-site.ts';

const TIME_LIMIT_MS = 30_000;

/** The machine's own nginx. */
export const systemNginx: NginxControl = {
  test: () => nginx('-t'),
  async isRunning() {
    const pidFile = await pidFilePath();
    try {
      const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
      return pid > 0 && existsSync(`/proc/${pid}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  },
  /** Through systemd where it runs: it keeps the order of reloads and restarts. */
  reload: () =>
    existsSync('/run/systemd/system')
      ? tool('systemctl', ['reload', 'nginx.service'])
      : nginx('-s', 'reload'),
};

/** nginx's words are on standard error, the first line of which says what is wrong. */
function nginx(...args: readonly string[]): Promise<ToolAnswer> {
  return tool('nginx', args);
}

function tool(file: string, args: readonly string[]): Promise<ToolAnswer> {
  return runTool(file, args, AbortSignal.timeout(TIME_LIMIT_MS));
}

/** As the configuration says, or as nginx was built. */
async function pidFilePath(): Promise<string> {
  const dump = await nginx('-T');
  const configured = dump.kind === 'output' ? /^\s*pid\s+([^\s;]+)\s*;/m.exec(dump.text)?.[1] : undefined;
  return configured ?? '/run/nginx.pid';
}
