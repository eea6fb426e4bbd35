import { readFile } from 'node:fs/promises';

/** Where os-release(5) is looked for, in this order. */
const PATHS = ['/etc/os-release', '/usr/lib/os-release'];

/**
 * A value as a shell would read it: bare, or in quotes of either kind, a backslash keeping the next character
 * as it is.
 */
function unquote(value: string): string {
  const single = /^'([^']*)'$/.exec(value);
  if (single) return single[1] ?? '';
  const double = /^"(.*)"$/s.exec(value);
  return (double?.[1] ?? value).replace(/\\(.)/gs, '$1');
}

/**
 * Any text gives a map: lines that assign nothing are comments or not ours to judge. The last assignment
 * counts.
 */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Z][A-Z0-9_]*)=(.*)$/s.exec(line);
    if (match) variables.set(match[1] ?? '', unquote((match[2] ?? '').trim()));
  }
  return variables;
}

/**
 * The name made for people: `Debian GNU/Linux 12 (bookworm)`; put together where the distribution gives none.
 */
export function distributionName(variables: ReadonlyMap<string, string>): string | undefined {
  const pretty = variables.get('PRETTY_NAME');
  if (pretty) return pretty;
  const name = variables.get('NAME');
  const version = variables.get('VERSION') || variables.get('VERSION_ID');
  return name && version ? `${name} ${version}` : name || undefined;
}

/** @returns `undefined` when no file can be read, or none names the distribution. */
export async function readDistributionName(paths: readonly string[] = PATHS): Promise<string | undefined> {
  for (const path of paths) {
    try {
      const name = distributionName(parseOsRelease(await readFile(path, 'utf8')));
      if (name !== undefined) return name;
    } catch (error) {
      // Absent or unreadable: the next place may have it.
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
  return undefined;
}
