/**
 * The package in minimal Debian roots of the releases it is for, with the packages of each release, and with
 * systemd as PID 1 of a namespace.
 *
 * Not tried, because these namespaces have no resource controllers of their own: that MemoryMax, TasksMax, CPUWeight
 * and IOWeight are kept. Nor: a reboot, and SELinux or AppArmor policies.
 */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { type BootedRoot, bootRoot, whyNoBoot } from '../support/booted-root.ts';
import { type DebianRoot, makeDebianRoot, whyNoDebianRoot } from '../support/debian-root.ts';
import { fileList } from '../support/file-list.ts';
import { asOlder, buildPackage } from '../support/packages.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const skip = whyNoDebianRoot() ?? whyNoBoot() ?? false;
const common = ['systemd', 'systemd-sysv', 'nginx', 'adduser', 'util-linux', 'curl', 'apache2-utils'];

interface Machine {
  readonly root: DebianRoot;
  readonly booted: BootedRoot;
  /** What stands outside under a path of the machine. */
  at(path: string): string;
  /** A line that must end well; answers what it printed. */
  must(line: string): Promise<string>;
}

async function startMachine(t: TestContext, release: string, packages: readonly string[]): Promise<Machine> {
  const root = makeDebianRoot(release, packages);
  t.after(() => root.remove());
  const booted = await bootRoot(root.directory);
  // Hooks run in their order: what is in use must end before it is removed.
  t.after(() => booted.shutDown());
  const must = async (line: string) => {
    const { status, stdout, stderr } = await booted.run(line);
    assert.equal(status, 0, `${line}\n${stdout}${stderr}`);
    return stdout.trim();
  };
  return { root, booted, must, at: (path) => join(root.directory, path) };
}

function bring(machine: Machine, file: string): string {
  copyFileSync(file, machine.at(`/root/${basename(file)}`));
  return `/root/${basename(file)}`;
}

const health = 'curl -sSf http://127.0.0.1:8080/sysinfo/health';
const commandLine = 'tr "\\0" " " < /proc/$(systemctl show -P MainPID sysinfo-agent)/cmdline';

describe('Debian 13 with its own Node', { skip }, () => {
  test('install, use, upgrade under load, remove, purge', { timeout: 600_000 }, async (t) => {
    const dir = temporaryDirectory(t);
    const current = buildPackage(dir);
    const machine = await startMachine(t, 'trixie', [...common, 'nodejs']);
    const { must, booted, at } = machine;
    const newer = bring(machine, current);
    const older = bring(machine, asOlder(current, '0.9.0', dir));
    const before = fileList(machine.root.directory);

    await t.test('apt installs it, and both units run', async () => {
      await must(`apt-get install -y ${older}`);
      assert.equal(
        await must('systemctl is-enabled sysinfo-agent.socket sysinfo-agent.service'),
        'enabled\nenabled',
      );
      assert.equal(
        await must('systemctl is-active sysinfo-agent.socket sysinfo-agent.service'),
        'active\nactive',
      );
      assert.equal(
        await must('stat -c "%a %U:%G" /run/sysinfo-agent/sysinfo-agent.sock'),
        '660 root:www-data',
      );
      assert.match(await must('getent passwd sysinfo-agent'), /:\/nonexistent:\/usr\/sbin\/nologin$/);
      assert.equal(
        await must('stat -c %U /proc/$(systemctl show -P MainPID sysinfo-agent)'),
        'sysinfo-agent',
      );
      assert.match(await must(commandLine), /^\/usr\/bin\/node --max-semi-space-size=2 \S+ serve/);
    });

    await t.test('nginx-enable leads to it, and the doctor finds nothing', async () => {
      assert.match(await must('sysinfo-agent nginx-enable'), /^http:\/\/localhost:8080\/sysinfo\/ /);
      assert.equal(JSON.parse(await must(health)).version, '0.9.0');
      assert.match(await must('curl -sSfL http://127.0.0.1:8080/sysinfo'), /<script/);
      const verdict = JSON.parse(await must('sysinfo-agent doctor --json'));
      assert.equal(verdict.well, true);
      assert.deepEqual(
        verdict.findings.filter(({ status }: { status: string }) => status === 'skipped'),
        [],
      );
    });

    await t.test('the restrictions of the unit hide nothing that is measured', async () => {
      const line = 'sysinfo-agent record --server nginx --interval 0.2 --out /root/run.json -- sleep 1.5';
      await must(line);
      const answer = JSON.parse(readFileSync(at('/root/run.json'), 'utf8'));
      const { system, process: service, quality } = answer;
      const last = system.timestamps?.length ?? answer.timestamps.length - 1;
      assert.ok(system.memory.used[last] > 0);
      assert.ok(system.network.rxCount.every((count: number | null) => count !== null));
      assert.ok(system.disk.length > 0);
      assert.ok(service.count[last] >= 2);
      assert.ok(service.memory.used[last] > 0);
      // The only thing that takes a capability.
      assert.deepEqual(
        service.io.readSize,
        answer.timestamps.map(() => null),
      );
      const unreadable = quality.unreadable.map(({ what }: { what: string }) => what).join();
      assert.match(unreadable, /io/);
    });

    await t.test("the drop-in lets it read other users' IO", async () => {
      await must(
        'install -D -m 644 /usr/share/doc/sysinfo-agent/examples/ptrace.conf /etc/systemd/system/sysinfo-agent.service.d/ptrace.conf' +
          ' && systemctl daemon-reload && systemctl restart sysinfo-agent',
      );
      await must('sysinfo-agent record --server nginx --interval 0.2 --out /root/run.json -- sleep 1');
      const { process: service } = JSON.parse(readFileSync(at('/root/run.json'), 'utf8'));
      assert.ok(service.io.readSize.every((size: number | null) => typeof size === 'number'));
      await must('rm -r /etc/systemd/system/sysinfo-agent.service.d && systemctl daemon-reload');
    });

    await t.test('another address, and what nginx refuses leaves everything as it was', async () => {
      await must('sysinfo-agent nginx-enable --prefix /load/web1 --listen 127.0.0.1:8090');
      await must('curl -sSf http://127.0.0.1:8090/load/web1/health');
      await must('sysinfo-agent doctor');
      const configured = fileList(at('/etc/nginx'));
      writeFileSync(at('/etc/nginx/conf.d/taken.conf'), 'upstream sysinfo_agent { server 127.0.0.1:1; }\n');
      const refused = await booted.run('sysinfo-agent nginx-enable');
      assert.equal(refused.status, 1);
      assert.match(refused.stderr, /everything is as it was before/);
      await must('rm /etc/nginx/conf.d/taken.conf');
      assert.deepEqual(fileList(at('/etc/nginx')), configured);
      await must('sysinfo-agent nginx-disable && sysinfo-agent nginx-disable');
      assert.equal(existsSync(at('/etc/nginx/sites-available/sysinfo-agent.local')), false);
      await must('sysinfo-agent nginx-enable');
    });

    await t.test('the doctor names what is wrong', async () => {
      const socket = '/run/sysinfo-agent/sysinfo-agent.sock';
      const problems = async () => {
        const { findings } = JSON.parse((await booted.run('sysinfo-agent doctor --json')).stdout);
        return findings
          .filter(({ status }: { status: string }) => status === 'problem')
          .map(({ check }: { check: string }) => check);
      };
      await must(`chmod 0600 ${socket}`);
      assert.deepEqual(await problems(), ['nginx-rights', 'nginx']);
      await must(`chmod 0660 ${socket}`);

      await must('systemctl stop nginx');
      assert.deepEqual(await problems(), ['nginx']);
      await must('systemctl start nginx');

      writeFileSync(at('/etc/sysinfo-agent/config.json'), '{ "prefix": "sysinfo" }\n');
      assert.deepEqual(await problems(), ['config']);
      writeFileSync(at('/etc/sysinfo-agent/config.json'), '{ "prefix": "/else" }\n');
      await must('systemctl restart sysinfo-agent');
      assert.deepEqual(await problems(), ['nginx']);
      writeFileSync(at('/etc/sysinfo-agent/config.json'), '{ "prefix": "/sysinfo" }\n');
      await must('systemctl restart sysinfo-agent');

      const serve = `sysinfo-agent serve --prefix /sysinfo --socket ${socket} --socket-group www-data`;
      await must(`rm ${socket}; setsid ${serve} >/dev/null 2>&1 & echo $! >/run/other.pid`);
      await must(`while [ ! -S ${socket} ]; do sleep 0.1; done`);
      assert.deepEqual(await problems(), ['agent-identity']);
      await must('kill $(cat /run/other.pid); systemctl restart sysinfo-agent.socket sysinfo-agent.service');
      assert.deepEqual(await problems(), []);
    });

    await t.test('an upgrade and restarts under load lose no request', async () => {
      writeFileSync(at('/etc/sysinfo-agent/config.json'), '{ "prefix": "/sysinfo", "retain": "2h" }\n');
      const load = booted.run('ab -q -l -k -n 30000 -c 16 http://127.0.0.1:8080/sysinfo/health');
      let isOver = false;
      void load.finally(() => {
        isOver = true;
      });
      await must(`apt-get install -y ${newer}`);
      await must('systemctl restart sysinfo-agent');
      assert.equal(isOver, false, 'the load ended before the restarts did');
      await must('sleep 0.7 && systemctl restart sysinfo-agent');
      const report = (await load).stdout;
      assert.match(report, /Complete requests: +30000/);
      assert.match(report, /Failed requests: +0/);
      assert.doesNotMatch(report, /Non-2xx/);
      assert.notEqual(JSON.parse(await must(health)).version, '0.9.0');
      assert.match(readFileSync(at('/etc/sysinfo-agent/config.json'), 'utf8'), /"2h"/);
    });

    await t.test('the watchdog ends an agent that hangs', async () => {
      await must(
        'mkdir -p /run/systemd/system/sysinfo-agent.service.d && printf "[Service]\\nWatchdogSec=3\\n" > /run/systemd/system/sysinfo-agent.service.d/w.conf' +
          ' && systemctl daemon-reload && systemctl restart sysinfo-agent',
      );
      const pid = await must('systemctl show -P MainPID sysinfo-agent');
      // Longer than the watchdog waits: an agent that lives is let live.
      await must('sleep 5');
      assert.equal(await must('systemctl show -P MainPID sysinfo-agent'), pid);
      await must(`kill -STOP ${pid} && while [ -d /proc/${pid} ]; do sleep 0.1; done`);
      // The request waits in the queue until the next one is ready.
      assert.notEqual(JSON.parse(await must(health)).pid, Number(pid));
      await must('rm -r /run/systemd/system/sysinfo-agent.service.d && systemctl daemon-reload');
    });

    await t.test("an admin's disabled service stays disabled", async () => {
      await must('systemctl disable --now sysinfo-agent.service');
      await must(`dpkg -i ${newer}`);
      assert.equal(
        (await booted.run('systemctl is-enabled sysinfo-agent.service')).stdout.trim(),
        'disabled',
      );
      assert.equal((await booted.run('systemctl is-active sysinfo-agent.service')).stdout.trim(), 'inactive');
      await must('systemctl enable --now sysinfo-agent.service');
    });

    await t.test('maintainer scripts may be run again, and a half done install goes on', async () => {
      await must('/var/lib/dpkg/info/sysinfo-agent.postinst configure 0.9.0');
      await must(`dpkg --unpack ${newer} && dpkg --configure sysinfo-agent`);
      await must(health);
      await must(
        '/var/lib/dpkg/info/sysinfo-agent.prerm remove && /var/lib/dpkg/info/sysinfo-agent.prerm remove',
      );
      await must('/var/lib/dpkg/info/sysinfo-agent.postinst abort-remove');
      await must(health);
    });

    await t.test('remove leaves the configuration, purge leaves nothing', async () => {
      await must('apt-get remove -y sysinfo-agent');
      assert.match(readFileSync(at('/etc/sysinfo-agent/config.json'), 'utf8'), /"2h"/);
      assert.equal(existsSync(at('/run/sysinfo-agent/sysinfo-agent.sock')), false);
      await must('nginx -t');
      await must('rm /root/*.json');
      await must('apt-get purge -y sysinfo-agent && dpkg --purge sysinfo-agent');
      await must('nginx -t');
      assert.equal((await booted.run('systemctl list-unit-files --no-legend "sysinfo*"')).stdout, '');
      assert.deepEqual(fileList(machine.root.directory), before);
    });

    await t.test('where there is no dpkg, the tarball brings the same', async () => {
      const tarball = bring(machine, buildPackage(dir, '--tarball'));
      await must(`tar -xzf ${tarball} -C /`);
      await must('systemd-sysusers sysinfo-agent.conf && systemctl daemon-reload');
      await must('systemctl enable --now sysinfo-agent.socket sysinfo-agent.service');
      await must('sysinfo-agent nginx-enable && sysinfo-agent doctor');
    });
  });
});

describe('Debian 12, whose Node is too old', { skip }, () => {
  test('the plain package is refused, the standalone one works', { timeout: 600_000 }, async (t) => {
    const dir = temporaryDirectory(t);
    const plain = buildPackage(dir);
    const standalone = buildPackage(dir, '--standalone');
    const machine = await startMachine(t, 'bookworm', common);
    const { must, booted } = machine;
    const before = fileList(machine.root.directory);

    const refused = await booted.run(`apt-get install -y ${bring(machine, plain)}`);
    assert.notEqual(refused.status, 0);
    assert.match(refused.stdout + refused.stderr, /nodejs \(>= 20/);

    await must(`apt-get install -y ${bring(machine, standalone)}`);
    await must('sysinfo-agent nginx-enable');
    await must(health);
    assert.match(await must(commandLine), /^\/usr\/lib\/\S+\/node --max-semi-space-size=2 \S+ serve/);
    await must('sysinfo-agent doctor');
    await must('apt-get purge -y sysinfo-agent');
    await must('rm -f /root/*');
    assert.deepEqual(fileList(machine.root.directory), before);
  });
});
