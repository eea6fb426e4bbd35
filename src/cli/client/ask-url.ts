import type { RawAnswer } from './agent-client.ts';

const TIME_LIMIT_MS = 60_000;

/** Asks through the web server. A name and a password in the address are sent as basic authentication. */
export async function askUrl(base: URL, path: string, query: string): Promise<RawAnswer> {
  const url = new URL(base);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  url.pathname = url.pathname.replace(/\/$/, '') + path;
  url.search = query;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (username !== '') {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  }
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIME_LIMIT_MS) });
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: await response.text(),
  };
}
