import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { AgentProcess } from '../../../src/cli/doctor/agent-process.ts';
import { readProcessRights } from '../../../src/cli/doctor/agent-process.ts';
import { checkHidepid, checkNode, checkProcessIo } from '../../../src/cli/doctor/machine.ts';
import { may } from '../../../src/cli/doctor/socket-access.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const plain: AgentProcess = { pid: 1, uid: 100, gids: [100], mayTrace: false, mayReadIo: false };

test('a Node that is too old is named, whichever number makes it so', () => {
  for (const version of ['v18.20.4', 'v20.18.9'])
    assert.equal(checkNode(version, '>=20.19').status, 'problem');
  for (const version of ['v20.19.0', 'v20.19.5', 'v22.0.0', 'v100.1.1'])
    assert.equal(checkNode(version, '>=20.19').status, 'ok');
});

function procWith(t: TestContext, options: string): string {
  const procfs = temporaryDirectory(t);
  mkdirSync(join(procfs, 'self'));
  writeFileSync(join(procfs, 'self/mounts'), `/dev/vda / ext4 rw 0 0\nproc ${procfs} proc ${options} 0 0\n`);
  return procfs;
}

test('hidepid is a problem for an agent that it hides processes from', (t) => {
  const hidden = procWith(t, 'rw,hidepid=invisible,gid=50');
  assert.equal(checkHidepid(hidden, plain).status, 'problem');
  assert.match(checkHidepid(hidden, plain).advice ?? '', /SupplementaryGroups=50/);
  assert.equal(checkHidepid(hidden, { ...plain, gids: [100, 50] }).status, 'ok');
  assert.equal(checkHidepid(hidden, { ...plain, mayTrace: true }).status, 'ok');
  assert.equal(checkHidepid(hidden, undefined).status, 'skipped');
  assert.equal(checkHidepid(procWith(t, 'rw,relatime'), plain).status, 'ok');
  assert.equal(checkHidepid(procWith(t, 'rw,hidepid=0'), plain).status, 'ok');
});

test("other users' IO is worth a note, not a problem", () => {
  assert.equal(checkProcessIo(plain).status, 'note');
  assert.equal(checkProcessIo({ ...plain, mayTrace: true }).status, 'note');
  assert.equal(checkProcessIo({ ...plain, mayTrace: true, mayReadIo: true }).status, 'ok');
});

test('the rights of a process are those the kernel lists', () => {
  const own = readProcessRights('/proc', process.pid);
  assert.equal(own?.uid, process.geteuid?.());
  assert.equal(own?.gids[0], process.getegid?.());
  assert.equal(readProcessRights('/proc', 2 ** 22 + 1), undefined);
});

test('the first of owner, group and others that fits decides', () => {
  const socket = { uid: 0, gid: 33, mode: 0o140_660 };
  assert.equal(may({ ...plain, gids: [100, 33] }, socket, 2), true);
  assert.equal(may(plain, socket, 2), false);
  assert.equal(may({ ...plain, uid: 0 }, socket, 2), true);
  assert.equal(may(plain, { uid: 100, gid: 100, mode: 0o066 }, 2), false);
  assert.equal(may(plain, { uid: 0, gid: 100, mode: 0o606 }, 2), false);
});
