/** Puts an answer on a response of either transport, at the pace of whoever reads it. */
import type { ServerResponse } from 'node:http';

export type Headers = Readonly<Record<string, string | number>>;

/** Above this a copy costs more than a second write. */
const ONE_PIECE_BYTES = 32 * 1024;

/** An answer whose bytes are all there; of a 304 only the head. Does nothing when the peer has gone. */
export function sendBody(
  response: ServerResponse,
  status: number,
  headers: Headers,
  body: string | Uint8Array,
): void {
  if (response.destroyed) return;
  if (status === 304) {
    sendHead(response, status, headers);
    return;
  }
  const bodyBytes = Buffer.byteLength(body);
  response.writeHead(status, { ...headers, 'Content-Length': bodyBytes });
  if (typeof body === 'string' || bodyBytes > ONE_PIECE_BYTES) {
    response.end(body);
    return;
  }
  // Node puts head and body into one piece when both are text, and latin1 is text that keeps every byte.
  const bytes = Buffer.from(body.buffer, body.byteOffset, bodyBytes);
  response.end(bytes.toString('latin1'), 'latin1');
}

/** An answer whose body is not sent, and whose length is not known. */
export function sendHead(response: ServerResponse, status: number, headers: Headers): void {
  if (response.destroyed) return;
  response.writeHead(status, headers);
  response.end();
}

/**
 * An answer that is made while it is sent. A chunk is asked for when the kernel has taken the one
 * before it, so a slow reader costs one chunk of memory. The head waits for the first chunk: what fails
 * before it can still be told as a failure. When the peer goes away the source is stopped at once.
 * @returns whether the last byte was handed over; `false` when the peer went away before
 * @throws what the source throws
 */
export async function sendStream(
  response: ServerResponse,
  headers: Headers,
  chunks: AsyncIterable<Uint8Array | string>,
): Promise<boolean> {
  const source = chunks[Symbol.asyncIterator]();
  let stopping: Promise<PromiseSettledResult<unknown>[]> | undefined;
  let endWait: (() => void) | undefined;

  function onClose(): void {
    endWait?.();
    stopping ??= Promise.allSettled([source.return?.()]);
  }

  /** Waits until the kernel has taken the chunk, or the peer has gone. */
  function write(chunk: Uint8Array | string): Promise<void> {
    return new Promise((resolve) => {
      endWait = resolve;
      response.write(chunk, () => resolve());
    });
  }

  async function pump(): Promise<boolean> {
    let step = await source.next();
    if (isGone(response)) return false;
    response.writeHead(200, headers);
    response.flushHeaders();
    while (!step.done) {
      await write(step.value);
      step = await source.next();
      if (isGone(response)) return false;
    }
    response.end();
    return true;
  }

  response.once('close', onClose);
  const isSent = await pump().finally(() => response.off('close', onClose));
  if (!isSent) onClose();
  const [outcome] = (await stopping) ?? [];
  if (outcome?.status === 'rejected') throw outcome.reason;
  return isSent;
}

/** The response learns of a lost connection a moment after the socket does. */
function isGone(response: ServerResponse): boolean {
  return response.destroyed || response.socket === null || response.socket.destroyed;
}
