/**
 * Prints the package's copyright file: our licence, and those of the packages that come along.
 *
 *   node --import tsx scripts/deb/copyright.ts LICENSE node_modules
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, stderr, stdout } from 'node:process';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name?: string };
}

const [, , ownLicence, modules] = argv;
if (ownLicence === undefined || modules === undefined) {
  stderr.write('copyright.ts takes LICENSE and node_modules\n');
  process.exit(2);
}

stdout.write(
  [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: sysinfo-agent\n',
    stanza('*', 'MIT', readFileSync(ownLicence, 'utf8')),
    ...packagesIn(modules).map(packageStanza),
  ].join('\n'),
);

/** Directories of packages, scoped and nested ones too, in the order of their names. */
function packagesIn(directory: string): string[] {
  const entries = readdirSync(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return names.sort().flatMap((name) => {
    const path = join(directory, name);
    if (name.startsWith('@')) return packagesIn(path);
    const inner = readdirSync(path).includes('node_modules') ? packagesIn(join(path, 'node_modules')) : [];
    return [path, ...inner];
  });
}

function packageStanza(path: string): string {
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest;
  const files = path.slice(path.indexOf('node_modules'));
  const licenceFile = readdirSync(path).find((name) => /^licen[cs]e/i.test(name));
  const author = typeof manifest.author === 'string' ? manifest.author : manifest.author?.name;
  const text =
    licenceFile === undefined
      ? `Copyright ${author ?? `the authors of ${manifest.name}`}`
      : readFileSync(join(path, licenceFile), 'utf8');
  return stanza(`usr/lib/sysinfo-agent/${files}/*`, manifest.license ?? 'MIT', text);
}

function stanza(files: string, licence: string, text: string): string {
  const lines = text
    .replaceAll('\r', '')
    .trim()
    .split('\n')
    .map((line) => line.trim());
  const holders = lines.filter((line) => /^copyright\b|\(c\)/i.test(line) && !/notice/i.test(line));
  return [
    `Files: ${files}`,
    `Copyright: ${holders.length === 0 ? 'its authors' : holders.join('\n ')}`,
    `License: ${licence.replaceAll(' ', '-')}`,
    ...lines.map((line) => (line === '' ? ' .' : ` ${line}`)),
    '',
  ].join('\n');
}
