/** The file of a unix socket: who may use it, what it replaces, and when it is removed. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  readFileSync,
  renameSync,
  type Stats,
  unlinkSync,
} from 'node:fs';
import { connect, type Server } from 'node:net';
import { dirname } from 'node:path';
import { ListenError } from './listen-error.ts';

export interface UnixSocket {
  readonly path: string;
  /** Permission bits of the file: who may connect needs write permission. */
  readonly mode: number;
  /** A group's name or number; without it the file is the process's own group's. */
  readonly group?: string;
}

/** sun_path holds 108 bytes with its final zero (unix(7)); libuv cuts off what is longer without a word. */
const MAX_PATH_BYTES = 107;
const SUFFIX_BYTES = 7;

/**
 * Makes the server listen at a unix socket. The socket is bound beside its final place, open to nobody
 * else, and moved there when its group and mode are right: there is no moment with wider rights, nor one
 * in which a stale file has gone and the new one is not there. It also keeps libuv, which on closing
 * removes whatever lies at the path that was bound, from removing the socket of a later agent.
 * @returns removes the file, if it is still this one
 * @throws ListenError, or the system's error
 */
export async function listenUnix(server: Server, { path, mode, group }: UnixSocket): Promise<() => void> {
  if (Buffer.byteLength(path) + SUFFIX_BYTES > MAX_PATH_BYTES) {
    throw new ListenError(
      `The socket path ${path} is too long: it may have ${MAX_PATH_BYTES - SUFFIX_BYTES} bytes.`,
    );
  }
  // libuv says EACCES where the directory is missing.
  if (!existsSync(dirname(path)))
    throw new ListenError(`The directory of the socket ${path} does not exist.`);
  const gid = group === undefined ? undefined : groupId(group);
  let stale = await probe(path);
  const newPath = `${path}.${randomBytes(3).toString('hex')}`;
  await bindPrivately(server, newPath);
  try {
    if (gid !== undefined) chownSync(newPath, -1, gid);
    chmodSync(newPath, mode);
    while (!isSameFile(fileAt(path), stale)) stale = await probe(path);
    const own = lstatSync(newPath);
    renameSync(newPath, path);
    return () => {
      if (isSameFile(fileAt(path), own)) unlinkSync(path);
    };
  } catch (error) {
    server.close();
    throw error;
  }
}

async function bindPrivately(server: Server, path: string): Promise<void> {
  // `listen` binds before it returns, so nothing else of this process sees the changed mask.
  const umask = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(umask);
  }
  await once(server, 'listening');
}

/**
 * What lies at the path and may be replaced: the socket of an agent that has gone, or nothing.
 * @throws ListenError for anything else
 */
async function probe(path: string): Promise<Stats | undefined> {
  const file = fileAt(path);
  if (file === undefined) return undefined;
  if (!file.isSocket()) {
    throw new ListenError(`At ${path} there is a file that is not a socket; it is left alone.`);
  }
  const code = await connectionError(path);
  if (code === 'ECONNREFUSED') return file;
  if (code === 'ENOENT') return probe(path);
  if (code === undefined || code === 'EAGAIN') {
    throw new ListenError(`Another agent already serves the socket ${path}.`);
  }
  throw new ListenError(
    `There is a socket at ${path} that may be in use: connecting to it fails with ${code}.`,
  );
}

/** `undefined` when somebody accepts. */
function connectionError(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

function fileAt(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function isSameFile(a: Stats | undefined, b: Stats | undefined): boolean {
  return a?.dev === b?.dev && a?.ino === b?.ino;
}

function groupId(group: string): number {
  if (/^\d+$/.test(group)) return Number(group);
  for (const line of readFileSync('/etc/group', 'utf8').split('\n')) {
    const [name, , gid] = line.split(':');
    if (name === group && gid !== undefined) return Number(gid);
  }
  throw new ListenError(
    `There is no group ${group} in /etc/group; a group kept elsewhere is given by its number.`,
  );
}
