/** The package as a file: the same bytes each time, nothing that lintian calls an error, nothing it does not need. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isInstalled } from '../support/debian-root.ts';
import { buildPackage } from '../support/packages.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const skip = isInstalled('dpkg-deb') ? false : 'dpkg-deb is not installed';
const version = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;

test('the same commit gives the same bytes, and lintian finds no error', { skip }, (t) => {
  const [one, two] = ['one', 'two'].map((name) => {
    const dir = join(temporaryDirectory(t), name);
    mkdirSync(dir);
    return buildPackage(dir);
  });
  assert.match(one ?? '', new RegExp(`/sysinfo-agent_${version}_all\\.deb$`));
  assert.ok(readFileSync(one ?? '').equals(readFileSync(two ?? '')));

  const field = (name: string) =>
    execFileSync('dpkg-deb', ['--field', one ?? '', name], { encoding: 'utf8' }).trim();
  assert.match(field('Depends'), /nodejs \(>= 20/);
  assert.equal(field('Recommends'), 'nginx');
  const conffiles = execFileSync('dpkg-deb', ['--info', one ?? '', 'conffiles'], { encoding: 'utf8' });
  assert.ok(conffiles.split('\n').includes('/etc/sysinfo-agent/config.json'));

  if (!isInstalled('lintian')) return t.diagnostic('lintian is not installed');
  const { stdout } = spawnSync('lintian', ['--allow-root', '--fail-on', 'none', one ?? ''], {
    encoding: 'utf8',
  });
  assert.deepEqual(
    stdout.split('\n').filter((line) => /^[EW]:/.test(line)),
    [],
  );
});

test('the program runs from the package alone, without a warning', { skip }, (t) => {
  const dir = temporaryDirectory(t);
  execFileSync('dpkg-deb', ['--extract', buildPackage(dir), join(dir, 'root')]);
  const main = join(dir, 'root/usr/lib/sysinfo-agent/dist/cli/main.js');
  const run = (...argv: readonly string[]) =>
    spawnSync(process.execPath, [main, ...argv], { encoding: 'utf8', env: {} });
  assert.deepEqual([run('--version').stdout, run('--version').stderr], [`${version}\n`, '']);
  const source = readFileSync(new URL('../../src/cli/main.ts', import.meta.url), 'utf8');
  const [, flags] = /^#!\/usr\/bin\/env -S node (--.+)\n/.exec(source) ?? [];
  assert.equal(readFileSync(main, 'utf8').split('\n')[0], `#!/usr/bin/node ${flags}`);
  // Loads the FastCGI library, whose dependencies use what Node calls outdated.
  const refused = run('serve', '--socket', join(dir, 'no', 'such', 'directory.sock'));
  assert.equal(refused.status, 1);
  assert.doesNotMatch(refused.stderr, /Warning/);
  assert.match(run('completion').stdout, /sysinfo-agent/);
});

test('the manual page has every option and every command, and no mistake', { skip }, (t) => {
  if (!isInstalled('man')) return t.skip('man is not installed');
  const dir = temporaryDirectory(t);
  execFileSync('dpkg-deb', ['--extract', buildPackage(dir), join(dir, 'root')]);
  const page = join(dir, 'root/usr/share/man/man1/sysinfo-agent.1.gz');
  const env = { ...process.env, MANWIDTH: '80', LC_ALL: 'C.UTF-8', MANROFFSEQ: '' };
  const { stdout, stderr } = spawnSync('man', ['--warnings', '--local-file', page], {
    encoding: 'utf8',
    env,
  });
  assert.equal(stderr, '');
  for (const word of ['--max-memory', 'SYSINFO_AGENT_RETAIN', 'nginx-enable', 'real-time', 'EXIT STATUS']) {
    assert.ok(stdout.includes(word), word);
  }
});

test('the tarball has the same files, and the user for systemd-sysusers', (t) => {
  const file = buildPackage(temporaryDirectory(t), '--tarball');
  const names = execFileSync('tar', ['--list', '--file', file], { encoding: 'utf8' }).split('\n');
  for (const name of [
    './usr/bin/sysinfo-agent',
    './usr/lib/systemd/system/sysinfo-agent.socket',
    './usr/lib/sysusers.d/sysinfo-agent.conf',
    './etc/sysinfo-agent/config.json',
  ]) {
    assert.ok(names.includes(name), name);
  }
});
