/** Packages as scripts/build-deb makes them, and one that pretends to be older. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** @returns the file's path */
export function buildPackage(directory: string, ...options: readonly string[]): string {
  const script = join(repository, 'scripts/build-deb');
  const said = execFileSync(script, ['--no-build', '--out', directory, ...options], { encoding: 'utf8' });
  return said.trim();
}

/** The same package under an older version, as the build before this one left it. */
export function asOlder(file: string, version: string, directory: string): string {
  const unpacked = join(directory, 'older');
  execFileSync('dpkg-deb', ['--raw-extract', file, unpacked]);
  const control = join(unpacked, 'DEBIAN/control');
  writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*$/m, `Version: ${version}`));
  const manifest = join(unpacked, 'usr/lib/sysinfo-agent/package.json');
  writeFileSync(
    manifest,
    readFileSync(manifest, 'utf8').replace(/"version": "[^"]*"/, `"version": "${version}"`),
  );
  const older = join(directory, 'older.deb');
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', unpacked, older]);
  return older;
}
