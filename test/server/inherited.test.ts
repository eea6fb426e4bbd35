import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connectFastcgi } from '../../src/server/fastcgi-client.ts';
import { isListeningSocket, takeActivatedDescriptors } from '../../src/server/inherited.ts';
import { getParams, jsonOf } from '../support/fastcgi-worker.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const program = fileURLToPath(new URL('../support/inheriting-worker.ts', import.meta.url));

/** Node keeps a handle's descriptor where its own child processes are given it. */
function descriptorOf(server: Server): number {
  return (server as unknown as { _handle: { fd: number } })._handle.fd;
}

async function listeningTcp(): Promise<{ server: Server; target: NetConnectOpts }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, target: { host: '127.0.0.1', port: (server.address() as AddressInfo).port } };
}

async function listeningUnix(t: TestContext): Promise<{ server: Server; target: { path: string } }> {
  const path = join(temporaryDirectory(t), 'given.sock');
  const server = createServer().listen(`${path}.bound`);
  await once(server, 'listening');
  // Out of the way of libuv, which removes what it bound when this process closes its copy.
  renameSync(`${path}.bound`, path);
  return { server, target: { path } };
}

interface Started {
  readonly child: ChildProcess;
  readonly addresses: readonly string[];
  readonly leftover: readonly string[];
}

/** Starts the worker with the descriptor in the place given, and gives up this process's own copy. */
async function startWith(t: TestContext, server: Server, place: 'stdin' | 'activation'): Promise<Started> {
  const fd = descriptorOf(server);
  const command = `exec "${process.execPath}" --import tsx "${program}"`;
  const child =
    place === 'stdin'
      ? spawn('sh', ['-c', command], { stdio: [fd, 'pipe', 'inherit'] })
      : spawn('sh', ['-c', `LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=agent ${command}`], {
          stdio: ['ignore', 'pipe', 'inherit', fd],
        });
  t.after(() => child.kill('SIGKILL'));
  server.close();
  const [line] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer];
  return { child, ...JSON.parse(line.toString()) };
}

async function assertServes({ child }: Started, target: NetConnectOpts): Promise<void> {
  const client = await connectFastcgi(target);
  const answer = await client.request(getParams('/pid'));
  client.close();
  assert.deepEqual(jsonOf(answer), { pid: child.pid });
}

async function assertEnds({ child }: Started): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await exit, [0, null]);
}

describe('a worker that is given a listening socket', () => {
  test('by socket activation, serves it, and leaves its file', async (t) => {
    const { server, target } = await listeningUnix(t);
    const started = await startWith(t, server, 'activation');
    assert.deepEqual(started.addresses, ['fastcgi descriptor 3']);
    assert.deepEqual(started.leftover, [], 'the variables are not handed on');
    await assertServes(started, target);
    await assertEnds(started);
    assert.equal(existsSync(target.path), true, 'it belongs to who made it');
  });

  test('as standard input, as spawn-fcgi does, serves it', async (t) => {
    const { server, target } = await listeningUnix(t);
    const started = await startWith(t, server, 'stdin');
    assert.deepEqual(started.addresses, ['fastcgi descriptor 0']);
    await assertServes(started, target);
    await assertEnds(started);
    assert.equal(existsSync(target.path), true);
  });

  test('may be given a TCP socket', async (t) => {
    const { server, target } = await listeningTcp();
    const started = await startWith(t, server, 'stdin');
    await assertServes(started, target);
    await assertEnds(started);
  });
});

describe('takeActivatedDescriptors', () => {
  const cases: readonly (readonly [environment: NodeJS.ProcessEnv, descriptors: number[]])[] = [
    [{}, []],
    [{ LISTEN_FDS: '2', LISTEN_PID: '7' }, [3, 4]],
    [{ LISTEN_FDS: '2', LISTEN_PID: '8' }, []],
    [{ LISTEN_FDS: '2' }, []],
    [{ LISTEN_FDS: '0', LISTEN_PID: '7' }, []],
    [{ LISTEN_FDS: '-1', LISTEN_PID: '7' }, []],
    [{ LISTEN_FDS: '1.5', LISTEN_PID: '7' }, []],
    [{ LISTEN_FDS: 'many', LISTEN_PID: '7' }, []],
  ];
  for (const [environment, descriptors] of cases) {
    test(`finds ${descriptors.length} in ${JSON.stringify(environment)}`, () => {
      const copy = { ...environment, LISTEN_FDNAMES: 'agent', HOME: '/' };
      assert.deepEqual(takeActivatedDescriptors(copy, 7), descriptors);
      assert.deepEqual(copy, { HOME: '/' });
    });
  }
});

describe('isListeningSocket', () => {
  test('is true of a listening socket, TCP or unix', async (t) => {
    for (const { server } of [await listeningTcp(), await listeningUnix(t)]) {
      assert.equal(isListeningSocket(descriptorOf(server)), true);
      server.close();
    }
  });

  test('is false of a connection, a file and a descriptor that is not there', async (t) => {
    const { server, target } = await listeningUnix(t);
    const socket = connect(target);
    await once(socket, 'connect');
    assert.equal(isListeningSocket((socket as unknown as { _handle: { fd: number } })._handle.fd), false);
    socket.destroy();
    server.close();
    const file = openSync('/dev/null', 'r');
    assert.equal(isListeningSocket(file), false);
    closeSync(file);
    assert.equal(isListeningSocket(file), false);
  });
});
