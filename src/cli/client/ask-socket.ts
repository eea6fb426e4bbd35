import { connectFastcgi } from '../../server/fastcgi-client.ts';
import type { RawAnswer } from './agent-client.ts';

/** The longest that an agent is waited for without a byte of its answer. */
const SILENCE_LIMIT_MS = 30_000;

/** Asks at the agent's own socket, as its web server does. @throws the system's error, or that it is silent */
export async function askSocket(socketPath: string, path: string, query: string): Promise<RawAnswer> {
  const client = await connectFastcgi({ path: socketPath });
  try {
    client.socket.setTimeout(SILENCE_LIMIT_MS, () =>
      client.socket.destroy(new Error(`no answer within ${SILENCE_LIMIT_MS / 1000} s`)),
    );
    const { status, headers, body } = await client.request({
      REQUEST_METHOD: 'GET',
      REQUEST_URI: query === '' ? path : `${path}?${query}`,
      PATH_INFO: path,
      QUERY_STRING: query,
      SERVER_PROTOCOL: 'HTTP/1.1',
    });
    return { status, contentType: headers['content-type'] ?? '', body: body.toString() };
  } finally {
    client.close();
  }
}
