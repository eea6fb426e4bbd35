/** The site that `nginx-enable` links in: the packaged one, or one made from it for another address. */
import { urlPrefix } from '../../option-values.ts';
import { UsageError } from '../usage-error.ts';

export const defaultPrefix = '/sysinfo';
export const defaultListen = '8080';

export interface SiteRequest {
  readonly prefix: string;
  /** As nginx's `listen` takes it. */
  readonly listen: readonly string[];
}

/** @throws UsageError for what would not be one argument of one directive */
export function checkSiteRequest(prefix: string, listen: readonly string[]): SiteRequest {
  const checked = urlPrefix.parse(prefix);
  if (checked === undefined || checked === '' || !/^[\w./~-]+$/.test(checked)) {
    throw new UsageError(`--prefix takes a URL path such as /sysinfo; got ${JSON.stringify(prefix)}`);
  }
  for (const each of listen) {
    if (!/^(?:[\w.-]+:|\[[0-9a-fA-F:.]+\]:)?\d{1,5}$/.test(each)) {
      throw new UsageError(
        `--listen takes a port or an address with a port, such as 127.0.0.1:8080; got ${JSON.stringify(each)}`,
      );
    }
  }
  return { prefix: checked, listen };
}

export function isPackagedSite({ prefix, listen }: SiteRequest): boolean {
  return prefix === defaultPrefix && listen.length === 1 && listen[0] === defaultListen;
}

/**
 * A whole site for another prefix or port. The prefix is nginx's alone here: it sends what follows it as
 * PATH_INFO, so that the agent's own configuration need not change.
 *
 * @param locations the text of the packaged `sysinfo-agent-path-info.conf`
 */
export function renderSite({ prefix, listen }: SiteRequest, locations: string): string {
  const block = locations
    .replace(/^#.*\n/gm, '')
    .trim()
    .replaceAll(
      new RegExp(`(\\^?)(?<![\\w/])${defaultPrefix}(?=[/(\\s;])`, 'g'),
      // After a ^ it is a regular expression, in which a dot stands for anything.
      (_, caret: string) => (caret === '' ? prefix : `^${prefix.replaceAll('.', '\\.')}`),
    );
  return [
    '# Made by sysinfo-agent nginx-enable, which writes it anew: to keep changes, copy it under another name.',
    'include snippets/sysinfo-agent-upstream.conf;',
    '',
    'server {',
    ...listen.map((each) => `    listen ${each};`),
    '',
    ...block.split('\n').map((line) => (line === '' ? '' : `    ${line}`)),
    '}',
    '',
  ].join('\n');
}
