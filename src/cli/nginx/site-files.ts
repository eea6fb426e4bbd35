/** Where the site lies and where it is linked in, on Debian's nginx and on Red Hat's. */
import {
  existsSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

export interface SiteFiles {
  readonly snippetsDir: string;
  /** The site as the package ships it. */
  readonly packaged: string;
  /** The site that `nginx-enable` makes for another address. */
  readonly made: string;
  /** What nginx includes. */
  readonly link: string;
}

/** @param nginxDir `/etc/nginx` @returns undefined when there is no nginx */
export function findSiteFiles(nginxDir: string): SiteFiles | undefined {
  const available = join(nginxDir, 'sites-available');
  const packaged = join(available, 'sysinfo-agent');
  const files = { snippetsDir: join(nginxDir, 'snippets'), packaged, made: `${packaged}.local` };
  if (existsSync(join(nginxDir, 'sites-enabled'))) {
    return { ...files, link: join(nginxDir, 'sites-enabled', 'sysinfo-agent') };
  }
  if (existsSync(join(nginxDir, 'conf.d')))
    return { ...files, link: join(nginxDir, 'conf.d', 'sysinfo-agent.conf') };
  return undefined;
}

/** What lies at a path: nothing, a link and where to, or a file and what is in it. */
export type Saved =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'link'; readonly to: string }
  | { readonly kind: 'file'; readonly content: string };

export function save(path: string): Saved {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return { kind: 'nothing' };
  if (stats.isSymbolicLink()) return { kind: 'link', to: readlinkSync(path) };
  return { kind: 'file', content: readFileSync(path, 'utf8') };
}

/** Puts a path into a state, in one step: nginx may read it at any moment. */
export function restore(path: string, saved: Saved): void {
  if (saved.kind === 'nothing') {
    rmSync(path, { force: true });
    return;
  }
  // sites-enabled is included with a wildcard; what begins with a dot is not part of it.
  const beside = path.replace(/([^/]+)$/, '.$1.new');
  rmSync(beside, { force: true });
  if (saved.kind === 'link') symlinkSync(saved.to, beside);
  else writeFileSync(beside, saved.content, { mode: 0o644 });
  renameSync(beside, path);
}
