/** A minimal Debian of a release, made by mmdebstrap from the mirror that this machine's apt is configured with. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface DebianRoot {
  readonly directory: string;
  remove(): void;
}

/** Why no root can be made here; `undefined` when one can. */
export function whyNoDebianRoot(): string | undefined {
  if (process.getuid?.() !== 0) return 'making a Debian root takes root';
  if (!isInstalled('mmdebstrap')) return 'mmdebstrap is not installed';
  if (mirrorOfThisMachine() === undefined) return "this machine's apt has no Debian mirror";
  return undefined;
}

/**
 * Takes half a minute or more. Whoever works on these tests names a directory in `DEBIAN_TEST_ROOTS`: what
 * mmdebstrap made is kept there as a tar file, and later runs unpack it.
 *
 * @param packages beside those that every Debian has
 */
export function makeDebianRoot(release: string, packages: readonly string[]): DebianRoot {
  const directory = mkdtempSync(join(tmpdir(), `sysinfo-agent-${release}-`));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    const kept = process.env.DEBIAN_TEST_ROOTS;
    if (kept === undefined) {
      debootstrap(release, packages, directory);
    } else {
      const tar = join(kept, `${release}.tar`);
      if (!existsSync(tar)) debootstrap(release, packages, tar);
      // Device nodes are the booting namespace's to make.
      execFileSync('tar', [
        '--extract',
        '--file',
        tar,
        '--directory',
        directory,
        '--exclude=./dev/*',
        '--numeric-owner',
      ]);
    }
    return { directory, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** @param target a directory, or a file whose name ends in .tar */
function debootstrap(release: string, packages: readonly string[], target: string): void {
  const include = `--include=${packages.join(',')}`;
  const args = ['--quiet', '--variant=minbase', include, release, target, mirrorOfThisMachine() ?? ''];
  const made = spawnSync('mmdebstrap', args, { encoding: 'utf8', timeout: 300_000 });
  if (made.status !== 0) throw new Error(`mmdebstrap made no ${release}: ${made.stderr.slice(-2000)}`);
}

export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/** Told by apt's sources alone, before any list was fetched. Another Debian's release is on the same mirror. */
function mirrorOfThisMachine(): string | undefined {
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  const format = '$(RELEASE)|$(COMPONENT)|$(REPO_URI)';
  const lines = execFileSync('apt-get', ['indextargets', '--format', format], { encoding: 'utf8' }).split(
    '\n',
  );
  const rows = lines.map((line) => line.split('|'));
  return rows.find(([release, component]) => release === codename && component === 'main')?.[2];
}
