import type { Command } from '../command.ts';
import { exitStatus } from '../exit-status.ts';
import { applyChanges } from '../nginx/apply-site.ts';
import { systemNginx } from '../nginx/control.ts';
import { findSiteFiles, save } from '../nginx/site-files.ts';

export const nginxDisable: Command = {
  usage: 'nginx-disable',
  describe: "Take the agent's site out of nginx and reload",
  options: {
    'nginx-dir': { describe: "Where nginx's configuration lies", defaultNote: '/etc/nginx' },
  },
  examples: [['nginx-disable', 'the agent itself runs on']],
  async run(given) {
    const files = findSiteFiles(given.text('nginx-dir') ?? '/etc/nginx');
    if (files === undefined || save(files.link).kind === 'nothing') {
      process.stdout.write("nginx does not have the agent's site\n");
      return exitStatus.done;
    }
    const gone = { kind: 'nothing' } as const;
    const changes = [
      { path: files.link, to: gone },
      { path: files.made, to: gone },
    ];
    const applied = await applyChanges(changes, systemNginx);
    if (applied.kind === 'refused') {
      process.stderr.write(
        `sysinfo-agent: nginx refuses it, so everything is as it was before: ${applied.reason}\n`,
      );
      return exitStatus.failed;
    }
    process.stdout.write("nginx no longer has the agent's site\n");
    return exitStatus.done;
  },
};
