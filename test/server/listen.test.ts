import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { connectFastcgi } from '../../src/server/fastcgi-client.ts';
import { type Endpoint, type Listening, listen } from '../../src/server/listen.ts';
import { ListenError } from '../../src/server/listen-error.ts';
import { createResponder } from '../../src/server/respond.ts';
import { capturedLog } from '../support/captured-log.ts';
import { getParams, type Handle, jsonOf, toRoutes } from '../support/fastcgi-worker.ts';
import { askHttp } from '../support/http-client.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

async function start(t: TestContext, endpoint: Endpoint, name = 'agent'): Promise<Listening> {
  const { log } = capturedLog();
  const handle: Handle = () => ({ kind: 'data', data: { name } });
  const responder = createResponder({ routes: toRoutes({ '/name': handle }), legacyStatus: false, log });
  const listening = await listen(endpoint, { responder, prefix: '', log });
  t.after(() => listening.close(0));
  return listening;
}

function unix(path: string, others: { readonly mode?: number; readonly group?: string } = {}): Endpoint {
  return { kind: 'unix', path, mode: 0o660, ...others };
}

async function nameAt(path: string): Promise<unknown> {
  const client = await connectFastcgi({ path });
  return client
    .request(getParams('/name'))
    .then(jsonOf)
    .finally(() => client.close());
}

/** What a killed process leaves behind. */
function leaveStaleSocket(path: string): void {
  const script = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
  assert.throws(() => execFileSync(process.execPath, ['-e', script, path]), { signal: 'SIGKILL' });
  assert.ok(lstatSync(path).isSocket());
}

describe('a unix socket', () => {
  test('is made, serves, and is gone when closed', async (t) => {
    const directory = temporaryDirectory(t);
    const path = join(directory, 'agent.sock');
    const listening = await start(t, unix(path));
    assert.equal(listening.address, `fastcgi ${path}`);
    assert.equal(listening.port, undefined);
    assert.deepEqual(await nameAt(path), { name: 'agent' });
    assert.deepEqual(readdirSync(directory), ['agent.sock']);
    await listening.close(1000);
    assert.deepEqual(readdirSync(directory), []);
    await assert.rejects(nameAt(path), { code: 'ENOENT' });
  });

  for (const mode of [0o600, 0o660, 0o666, 0o777]) {
    test(`has mode ${mode.toString(8)} whatever the umask, which stays as it was`, async (t) => {
      const path = join(temporaryDirectory(t), 'agent.sock');
      const umask = process.umask(0o027);
      t.after(() => process.umask(umask));
      await start(t, unix(path, { mode }));
      assert.equal(lstatSync(path).mode & 0o7777, mode);
      assert.equal(process.umask(), 0o027);
    });
  }

  test('is open to nobody else before it is where it belongs', async (t) => {
    const directory = temporaryDirectory(t);
    const umask = process.umask(0);
    t.after(() => process.umask(umask));
    const starting = start(t, unix(join(directory, 'agent.sock'), { mode: 0o666 }));
    const modes = new Map<string, number>();
    let isReady = false;
    const ready = starting.then(() => {
      isReady = true;
    });
    while (!isReady) {
      await new Promise((resolve) => process.nextTick(resolve));
      for (const name of readdirSync(directory))
        modes.set(name, lstatSync(join(directory, name)).mode & 0o777);
    }
    await ready;
    const early = [...modes].filter(([name]) => name !== 'agent.sock').map(([, mode]) => mode);
    assert.deepEqual(early, [0o600]);
  });

  test('has the group asked for, by name or number', { skip: process.getuid?.() !== 0 }, async (t) => {
    const directory = temporaryDirectory(t);
    const row = readFileSync('/etc/group', 'utf8')
      .split('\n')
      .find((line) => line.startsWith('www-data:'));
    const gid = Number(row?.split(':')[2]);
    assert.ok(gid > 0);
    for (const group of ['www-data', String(gid)]) {
      const path = join(directory, `${group}.sock`);
      await start(t, unix(path, { group }));
      assert.deepEqual([lstatSync(path).gid, lstatSync(path).mode & 0o7777], [gid, 0o660]);
    }
  });

  test('of an unknown group is refused, and nothing made', async (t) => {
    const directory = temporaryDirectory(t);
    const path = join(directory, 'agent.sock');
    await assert.rejects(start(t, unix(path, { group: 'no-such-group' })), (error) => {
      assert.ok(error instanceof ListenError);
      assert.match(error.message, /no group no-such-group/);
      return true;
    });
    assert.deepEqual(readdirSync(directory), []);
  });

  test('replaces a stale one', async (t) => {
    const path = join(temporaryDirectory(t), 'agent.sock');
    leaveStaleSocket(path);
    await start(t, unix(path));
    assert.deepEqual(await nameAt(path), { name: 'agent' });
  });

  test('that another agent serves is refused by its path, and goes on', async (t) => {
    const directory = temporaryDirectory(t);
    const path = join(directory, 'agent.sock');
    await start(t, unix(path), 'first');
    await assert.rejects(start(t, unix(path), 'second'), {
      name: 'ListenError',
      message: `Another agent already serves the socket ${path}.`,
    });
    assert.deepEqual(await nameAt(path), { name: 'first' });
    assert.deepEqual(readdirSync(directory), ['agent.sock']);
  });

  const others: Readonly<Record<string, (path: string) => void>> = {
    'a file': (path) => writeFileSync(path, 'precious'),
    'a directory': (path) => mkdirSync(path),
    'a symbolic link': (path) => symlinkSync('elsewhere', path),
  };
  for (const [name, make] of Object.entries(others)) {
    test(`never replaces ${name}`, async (t) => {
      const directory = temporaryDirectory(t);
      const path = join(directory, 'agent.sock');
      make(path);
      const before = lstatSync(path);
      await assert.rejects(start(t, unix(path)), {
        name: 'ListenError',
        message: /not a socket; it is left alone/,
      });
      assert.equal(lstatSync(path).ino, before.ino);
      assert.deepEqual(readdirSync(directory), ['agent.sock']);
    });
  }

  test('that another agent has put in its place is left to that one', async (t) => {
    const path = join(temporaryDirectory(t), 'agent.sock');
    const first = await start(t, unix(path), 'first');
    renameSync(path, `${path}.old`);
    await start(t, unix(path), 'second');
    await first.close(1000);
    assert.deepEqual(await nameAt(path), { name: 'second' });
  });

  test('that somebody removed is no trouble when closing', async (t) => {
    const path = join(temporaryDirectory(t), 'agent.sock');
    const listening = await start(t, unix(path));
    renameSync(path, `${path}.gone`);
    await listening.close(1000);
    assert.equal(existsSync(path), false);
  });

  test('needs its directory, and a path that the kernel can hold', async (t) => {
    const directory = temporaryDirectory(t);
    await assert.rejects(start(t, unix(join(directory, 'nowhere', 'agent.sock'))), {
      name: 'ListenError',
      message: /^The directory of the socket .*nowhere.agent.sock does not exist\.$/,
    });
    const longest = join(directory, 'x'.repeat(99 - directory.length));
    await start(t, unix(longest));
    assert.deepEqual(await nameAt(longest), { name: 'agent' });
    await assert.rejects(start(t, unix(`${longest}x`)), { name: 'ListenError', message: /too long/ });
  });

  test('is found by several at once to be free for one only', async (t) => {
    const path = join(temporaryDirectory(t), 'agent.sock');
    leaveStaleSocket(path);
    const starts = await Promise.allSettled([1, 2, 3, 4].map((k) => start(t, unix(path), String(k))));
    const winners = starts.flatMap(({ status }, k) => (status === 'fulfilled' ? [String(k + 1)] : []));
    assert.equal(winners.length, 1);
    assert.deepEqual(await nameAt(path), { name: winners[0] });
  });
});

describe('a TCP port', () => {
  test('serves FastCGI', async (t) => {
    const { address, port } = await start(t, { kind: 'tcp', host: '127.0.0.1', port: 0 });
    assert.equal(address, `fastcgi 127.0.0.1:${port}`);
    const client = await connectFastcgi({ host: '127.0.0.1', port: port as number });
    assert.deepEqual(jsonOf(await client.request(getParams('/name'))), { name: 'agent' });
    client.close();
  });

  test('serves HTTP', async (t) => {
    const { address, port } = await start(t, { kind: 'http', host: '127.0.0.1', port: 0 });
    assert.equal(address, `http://127.0.0.1:${port}/`);
    assert.deepEqual(jsonOf(await askHttp(port as number, '/name')), { name: 'agent' });
  });

  for (const kind of ['tcp', 'http'] as const) {
    test(`that is in use is refused by its name, for ${kind}`, async (t) => {
      const { port } = await start(t, { kind, host: '127.0.0.1', port: 0 });
      await assert.rejects(start(t, { kind, host: '127.0.0.1', port: port as number }), {
        name: 'ListenError',
        message: new RegExp(`^Another program already listens at .*127.0.0.1:${port}`),
      });
    });
  }

  test('of an address that is not here is refused', async (t) => {
    await assert.rejects(start(t, { kind: 'http', host: '192.0.2.1', port: 0 }), {
      name: 'ListenError',
      message: /^This machine does not have the address/,
    });
  });
});

test('a descriptor that is no socket is refused', async (t) => {
  await assert.rejects(start(t, { kind: 'descriptor', fd: 987 }), { name: 'ListenError' });
});

test('opening and closing leaves no descriptor', async (t) => {
  const path = join(temporaryDirectory(t), 'agent.sock');
  const openAndClose = async () => {
    const listenings = [
      await start(t, unix(path)),
      await start(t, { kind: 'tcp', host: '127.0.0.1', port: 0 }),
      await start(t, { kind: 'http', host: '127.0.0.1', port: 0 }),
    ];
    await nameAt(path);
    const idle = connect({ path });
    await once(idle, 'connect');
    const idleClosed = once(idle, 'close');
    await Promise.all(listenings.map((listening) => listening.close(1000)));
    await idleClosed;
  };
  await openAndClose();
  const before = readdirSync('/proc/self/fd').length;
  for (let k = 0; k < 10; k += 1) await openAndClose();
  assert.ok(readdirSync('/proc/self/fd').length <= before);
});

test('a socket whose owner is too busy to accept counts as served', async (t) => {
  const path = join(temporaryDirectory(t), 'agent.sock');
  const script = `require('net').createServer().listen({ path: process.argv[1], backlog: 1 }, () => {
    process.stdout.write('ready');
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  })`;
  const owner = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => owner.kill('SIGKILL'));
  await once(owner.stdout, 'data');
  const fill = async (): Promise<void> => {
    const queued = connect(path);
    t.after(() => queued.destroy());
    await once(queued, 'connect');
    await fill();
  };
  await assert.rejects(fill(), { code: 'EAGAIN' });
  await assert.rejects(start(t, unix(path)), { name: 'ListenError', message: /already serves/ });
});
