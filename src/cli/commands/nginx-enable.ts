import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../command.ts';
import { exitStatus } from '../exit-status.ts';
import { applyChanges, type Change } from '../nginx/apply-site.ts';
import { systemNginx } from '../nginx/control.ts';
import {
  checkSiteRequest,
  defaultListen,
  defaultPrefix,
  isPackagedSite,
  renderSite,
  type SiteRequest,
} from '../nginx/site.ts';
import { findSiteFiles, type SiteFiles } from '../nginx/site-files.ts';

export const nginxEnable: Command = {
  usage: 'nginx-enable',
  describe: "Link the agent's site into nginx, test the configuration and reload",
  options: {
    prefix: { describe: 'URL path that leads to the agent', defaultNote: defaultPrefix },
    listen: {
      describe: 'Port, or address and port, of the site; may be given more than once',
      defaultNote: defaultListen,
      isList: true,
    },
    'nginx-dir': { describe: "Where nginx's configuration lies", defaultNote: '/etc/nginx' },
  },
  examples: [
    ['nginx-enable', 'http://localhost:8080/sysinfo/'],
    ['nginx-enable --prefix /load/web1 --listen 127.0.0.1:8090', 'elsewhere'],
  ],
  async run(given) {
    const listen = given.list('listen');
    const request = checkSiteRequest(
      given.text('prefix') ?? defaultPrefix,
      listen.length > 0 ? listen : [defaultListen],
    );
    const nginxDir = given.text('nginx-dir') ?? '/etc/nginx';
    const files = findSiteFiles(nginxDir);
    if (files === undefined) {
      process.stderr.write(
        `sysinfo-agent: there is no nginx: ${nginxDir} has no sites-enabled and no conf.d\n`,
      );
      return exitStatus.failed;
    }
    const applied = await applyChanges(changesFor(request, files), systemNginx);
    if (applied.kind === 'refused') {
      process.stderr.write(
        `sysinfo-agent: nginx refuses it, so everything is as it was before: ${applied.reason}\n`,
      );
      return exitStatus.failed;
    }
    const state = applied.reloaded ? 'nginx has reloaded' : 'nginx is not running: start it';
    process.stdout.write(`${addressOf(request)} (${state})\n`);
    return exitStatus.done;
  },
};

function changesFor(request: SiteRequest, files: SiteFiles): Change[] {
  if (isPackagedSite(request)) {
    return [
      { path: files.link, to: { kind: 'link', to: files.packaged } },
      { path: files.made, to: { kind: 'nothing' } },
    ];
  }
  const locations = readFileSync(join(files.snippetsDir, 'sysinfo-agent-path-info.conf'), 'utf8');
  return [
    { path: files.made, to: { kind: 'file', content: renderSite(request, locations) } },
    { path: files.link, to: { kind: 'link', to: files.made } },
  ];
}

function addressOf({ prefix, listen }: SiteRequest): string {
  const [first = defaultListen] = listen;
  return `http://${first.includes(':') ? first : `localhost:${first}`}${prefix}/`;
}
