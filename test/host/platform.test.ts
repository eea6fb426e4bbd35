import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type OsInfo, readPlatform } from '../../src/host/platform.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const uname = (flag: string) => execFileSync('uname', [flag], { encoding: 'utf8' }).trim();
const timeLimitMs = 60_000;
const osReleasePaths: readonly string[] = [];
const none: OsInfo = { distro: 'unknown', release: 'unknown', codename: '' };

test('uname, the host name, and the name of the distribution as its own file has it', async (t) => {
  const file = join(temporaryDirectory(t), 'os-release');
  writeFileSync(file, 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n');
  assert.deepEqual(await readPlatform({ timeLimitMs, osReleasePaths: [file] }), {
    platform: {
      version: uname('-v'),
      hostname: uname('-n'),
      system: uname('-s'),
      release: uname('-r'),
      distribution: 'Debian GNU/Linux 12 (bookworm)',
    },
    problems: [],
  });
});

test('the distribution of this machine is the one its os-release names', async () => {
  const { platform } = await readPlatform({ timeLimitMs });
  const pretty = execFileSync('sh', ['-c', '. /etc/os-release; echo "$PRETTY_NAME"'], {
    encoding: 'utf8',
  }).trim();
  assert.equal(platform.distribution, pretty);
});

test('without os-release the real systeminformation is asked', async () => {
  const { platform, problems } = await readPlatform({ timeLimitMs, osReleasePaths });
  assert.deepEqual(problems, []);
  assert.notEqual(platform.distribution, 'Unknown');
});

for (const [info, expected] of [
  [{ distro: 'CentOS', release: '6.10', codename: 'Final' }, 'CentOS 6.10 (Final)'],
  [{ distro: 'OpenWrt', release: '19.07', codename: '' }, 'OpenWrt 19.07'],
  [{ distro: 'Slackware', release: 'unknown', codename: '' }, 'Slackware'],
] as const) {
  test(`what it knows makes ${expected}`, async () => {
    const { platform } = await readPlatform({ timeLimitMs, osReleasePaths, osInfo: async () => info });
    assert.equal(platform.distribution, expected);
  });
}

test('when it does not know, hangs or fails, the rest is there, and the reason', async () => {
  for (const [osInfo, reason] of [
    [async () => none, /does not know it/],
    [() => new Promise<OsInfo>(() => {}), /does not know it/],
    [() => Promise.reject(new Error('broken')), /broken/],
  ] as const) {
    const { platform, problems } = await readPlatform({ timeLimitMs: 10, osReleasePaths, osInfo });
    assert.equal(platform.distribution, 'Unknown');
    assert.equal(platform.release, uname('-r'));
    assert.match(problems.join(), reason);
  }
});
