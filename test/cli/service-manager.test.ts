import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { createServiceManager } from '../../src/cli/service-manager.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const log = pino({ level: 'silent' });

/** Stands in for systemd-notify: writes down what it was told, and by which socket. */
function withNotifyProgram(t: TestContext) {
  const dir = temporaryDirectory(t);
  const heard = join(dir, 'heard');
  const program = join(dir, 'systemd-notify');
  writeFileSync(heard, '');
  writeFileSync(program, `#!/bin/sh\necho "$NOTIFY_SOCKET $1" >> ${heard}\n`);
  chmodSync(program, 0o755);
  return {
    path: `${dir}:${process.env.PATH}`,
    heard: () => readFileSync(heard, 'utf8').split('\n').filter(Boolean),
  };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

test('says that it is ready, and then again and again that it lives', async (t) => {
  const { path, heard } = withNotifyProgram(t);
  const environment = { NOTIFY_SOCKET: '/run/n', WATCHDOG_USEC: '90000', WATCHDOG_PID: '7', PATH: path };
  const manager = createServiceManager(environment, 7, log);
  t.after(() => manager.close());
  assert.deepEqual(environment, { PATH: path });
  assert.deepEqual(heard(), []);
  manager.ready();
  await until(() => heard().length >= 4);
  const words = heard();
  assert.ok(words.includes('/run/n READY=1'));
  assert.ok(words.filter((word) => word === '/run/n WATCHDOG=1').length >= 2);
});

test('a watchdog of another process is left alone', async (t) => {
  const { path, heard } = withNotifyProgram(t);
  const environment = { NOTIFY_SOCKET: '/run/n', WATCHDOG_USEC: '30000', WATCHDOG_PID: '8', PATH: path };
  const manager = createServiceManager(environment, 7, log);
  t.after(() => manager.close());
  manager.ready();
  await until(() => heard().length > 0);
  await sleep(100);
  assert.deepEqual(heard(), ['/run/n READY=1']);
});

test('nobody is told where nobody listens', (t) => {
  const { path, heard } = withNotifyProgram(t);
  createServiceManager({ WATCHDOG_USEC: '30000', PATH: path }, 7, log).ready();
  assert.deepEqual(heard(), []);
});
