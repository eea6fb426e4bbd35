/** From what a web server says of a URL to the path of a route. Pure. */
import type { TransportRequest } from './handler.ts';

/** Where a request leads: the part of a `TransportRequest` that comes from its URL. */
export type RoutePath = Pick<TransportRequest, 'path' | 'urlPath' | 'slashMissing'>;

/** Either `''` or `/a/b`: a leading slash and no trailing one, however it was written. */
export function normalizePrefix(prefix: string): string {
  const inner = prefix.replace(/^\/+|\/+$/g, '');
  return inner === '' ? '' : `/${inner}`;
}

export interface CgiPath {
  readonly pathInfo: string | undefined;
  readonly requestUri: string | undefined;
  readonly scriptName: string | undefined;
}

/**
 * The path of a FastCGI request: `PATH_INFO` where the web server sends one, otherwise what is left of
 * `REQUEST_URI` without the prefix.
 * @param prefix normalized
 */
export function cgiRoutePath({ pathInfo, requestUri, scriptName }: CgiPath, prefix: string): RoutePath {
  const urlPath = requestUri === undefined || requestUri === '' ? (scriptName ?? '') : pathOf(requestUri);
  if (pathInfo !== undefined && pathInfo !== '') {
    // A location may capture it without its slash.
    const path = pathInfo.startsWith('/') ? pathInfo : `/${pathInfo}`;
    return { path, urlPath, slashMissing: false };
  }
  const decodedPath = decodePath(urlPath);
  const path = belowPrefix(decodedPath, prefix);
  // In the PATH_INFO style the agent need not know its prefix. Its mount point without the slash then
  // shows as an empty PATH_INFO and a script that is the whole path.
  const isScriptItself = prefix === '' && pathInfo === '' && scriptName === decodedPath;
  return { path, urlPath, slashMissing: path === '' || (isScriptItself && !decodedPath.endsWith('/')) };
}

/**
 * The path of a plain HTTP request: the prefix is optional there, so that the same links work as
 * behind a web server.
 * @param prefix normalized
 */
export function httpRoutePath(url: string, prefix: string): RoutePath {
  const urlPath = pathOf(url);
  const decodedPath = decodePath(urlPath);
  const path = belowPrefix(decodedPath, prefix) ?? decodedPath;
  return { path, urlPath, slashMissing: path === '' };
}

/** What follows the `?` of a URL. */
export function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}

/** `/a/b?c` and `http://host/a/b?c` → `/a/b`. */
function pathOf(url: string): string {
  const end = url.indexOf('?');
  const path = end === -1 ? url : url.slice(0, end);
  if (path.startsWith('/')) return path;
  const authority = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(path);
  return authority === null ? path : path.slice(authority[0].length) || '/';
}

function belowPrefix(path: string, prefix: string): string | undefined {
  if (!path.startsWith(prefix)) return undefined;
  const rest = path.slice(prefix.length);
  if (rest === '') return prefix === '' ? undefined : '';
  return rest.startsWith('/') ? rest : undefined;
}

function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch (error) {
    // Escapes that are no UTF-8: such a path is no route, and its message shows it as it came.
    if (error instanceof URIError) return path;
    throw error;
  }
}
