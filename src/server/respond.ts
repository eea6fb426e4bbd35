/** The one place where a reply or an error becomes a status, headers and a body. */
import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { AgentError, type ErrorCode } from '../errors.ts';
import type { Reply, RouteTable } from '../routes/exchange.ts';
import type { Responder, TransportRequest } from './handler.ts';
import { parseQuery } from './query.ts';
import { type Headers, sendBody, sendHead, sendStream } from './write.ts';

export interface ResponderOptions {
  readonly routes: RouteTable;
  /** Answers every failure with 200, for clients that only read `result`. */
  readonly legacyStatus: boolean;
  readonly log: Logger;
}

const statuses: Readonly<Record<ErrorCode, number>> = {
  missing_parameter: 400,
  invalid_parameter: 400,
  duplicate_parameter: 400,
  cross_site: 403,
  unknown_hash: 404,
  unknown_path: 404,
  method_not_allowed: 405,
  hash_in_use: 409,
  too_many_recordings: 503,
  shutting_down: 503,
  internal: 500,
};

const ALLOWED_METHODS = 'GET, HEAD';
const RETRY_AFTER_SECONDS = 1;
/** A path in a message is cut here: it may be as long as a URL. */
const MAX_PATH_CHARACTERS = 200;

const commonHeaders = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const;
const jsonHeaders = { ...commonHeaders, 'Content-Type': 'application/json; charset=utf-8' } as const;

export function createResponder(options: ResponderOptions): Responder {
  const { log, legacyStatus } = options;

  return async (request, response) => {
    try {
      if (isMountWithoutSlash(options.routes, request)) {
        redirectToMount(response, request);
        return;
      }
      await sendReply(response, await answer(options, request), request.method === 'HEAD');
    } catch (error) {
      if (!(error instanceof AgentError) || response.headersSent) {
        log.error({ err: error, path: request.path }, 'a request failed');
      }
      if (!response.headersSent) sendFailure(response, toAgentError(error), legacyStatus);
      // Half an answer cannot be taken back: breaking off is the only way to tell.
      else if (!response.writableEnded) response.destroy(toError(error));
    }
  };
}

function answer({ routes }: ResponderOptions, request: TransportRequest): Reply | Promise<Reply> {
  const { method, path, headers } = request;
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed(method);
  const route = path === undefined ? undefined : routes.get(path);
  if (path === undefined || route === undefined) throw unknownPath(request);
  if (route.changesState) refuseOtherSites(request);
  return route.handle({ method, path, query: parseQuery(request.query), headers });
}

function refuseOtherSites({ headers }: TransportRequest): void {
  if (headers['sec-fetch-site'] !== 'cross-site') return;
  throw new AgentError('cross_site', 'A page of another site may not start or stop recordings.');
}

function methodNotAllowed(method: string): AgentError {
  const message =
    method === ''
      ? 'The web server does not say the method: REQUEST_METHOD is missing from its FastCGI parameters.'
      : `The method ${method.slice(0, 32)} is not answered, only ${ALLOWED_METHODS}.`;
  return new AgentError('method_not_allowed', message);
}

function unknownPath({ path, urlPath }: TransportRequest): AgentError {
  const shown = `"${(path ?? urlPath).slice(0, MAX_PATH_CHARACTERS)}"`;
  const message =
    path === undefined
      ? `The path ${shown} does not begin with the agent's prefix: check --prefix, or the web server's PATH_INFO.`
      : `There is nothing at ${shown}; if part of it is a prefix of the web server's, name that with --prefix.`;
  return new AgentError('unknown_path', message);
}

function isMountWithoutSlash(routes: RouteTable, { method, path, urlPath, slashMissing }: TransportRequest) {
  if (!slashMissing || (method !== 'GET' && method !== 'HEAD')) return false;
  // A path that begins with two slashes, of either kind, would name another host.
  return !routes.has(path ?? '') && /^\/(?![/\\])/.test(urlPath);
}

function redirectToMount(response: ServerResponse, { urlPath, query }: TransportRequest): void {
  const url = `${urlPath}/${query === '' ? '' : `?${query}`}`;
  const location = url.replace(/[^\x21-\x7e]/gu, encodeURIComponent);
  sendBody(response, 308, { ...commonHeaders, Location: location }, '');
}

async function sendReply(response: ServerResponse, reply: Reply, isHead: boolean): Promise<void> {
  if (reply.kind === 'data') {
    sendBody(response, 200, jsonHeaders, JSON.stringify(reply.data));
    return;
  }
  const headers = mergeHeaders(reply.contentType, reply.headers);
  if (reply.kind === 'bytes') {
    sendBody(response, reply.status ?? 200, headers, reply.body);
  } else if (isHead) {
    sendHead(response, 200, headers);
  } else if (await sendStream(response, headers, reply.chunks)) {
    reply.delivered?.();
  }
}

/** A reply's own headers, in lower case, win over ours. */
function mergeHeaders(contentType: string, own: Readonly<Record<string, string>> | undefined): Headers {
  if (own === undefined) return { ...commonHeaders, 'Content-Type': contentType };
  return {
    'cache-control': commonHeaders['Cache-Control'],
    'x-content-type-options': commonHeaders['X-Content-Type-Options'],
    'content-type': contentType,
    ...own,
  };
}

function toAgentError(error: unknown): AgentError {
  if (error instanceof AgentError) return error;
  return new AgentError('internal', 'The agent made a mistake; its log says more.');
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function sendFailure(response: ServerResponse, error: AgentError, legacyStatus: boolean): void {
  const { code, message, parameter } = error;
  const status = statuses[code];
  const headers: Record<string, string> = { ...jsonHeaders };
  if (status === 405) headers.Allow = ALLOWED_METHODS;
  if (status === 503) headers['Retry-After'] = String(error.retryAfterSeconds ?? RETRY_AFTER_SECONDS);
  const body = JSON.stringify({ result: 'failed', error: { code, message, parameter } });
  sendBody(response, legacyStatus ? 200 : status, headers, body);
}
