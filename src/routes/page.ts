import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { BytesReply, Route, RouteRequest } from './exchange.ts';

/** Best first. */
const ENCODINGS = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;

type EncodingName = (typeof ENCODINGS)[number]['name'];

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/**
 * Nothing from elsewhere, nothing inline, never in a frame. Names of processes and hosts are hostile text: if one
 * ever became markup, it could still run nothing. uPlot sets style properties from script, which this allows.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const NOT_BUILT =
  'The web page has not been built: run "npm run build". The agent itself works without it.\n';

/**
 * The web page: its address, and the files under `/assets/`, whose names change with their content. Everything is
 * read here, once; a request costs no file system and no compression.
 *
 * @param dir where `scripts/build-web.ts` put the page
 */
export function createPageRoutes(dir: string): ReadonlyMap<string, Route> {
  const page = join(dir, 'index.html');
  if (!existsSync(page)) return new Map([['/', route(() => plain(404, NOT_BUILT))]]);
  const routes = new Map([['/', route(fileAnswer(page, pageHeaders()))]]);
  const assets = join(dir, 'assets');
  for (const name of readdirSync(assets)) {
    if (extname(name) in CONTENT_TYPES) {
      routes.set(`/assets/${name}`, route(fileAnswer(join(assets, name), assetHeaders())));
    }
  }
  return routes;
}

function route(handle: Route['handle']): Route {
  return { changesState: false, handle };
}

function pageHeaders(): Record<string, string> {
  return {
    'cache-control': 'no-cache',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    vary: 'Accept-Encoding',
  };
}

function assetHeaders(): Record<string, string> {
  return {
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    vary: 'Accept-Encoding',
  };
}

interface Form {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

function fileAnswer(path: string, headers: Record<string, string>): (request: RouteRequest) => BytesReply {
  const contentType = CONTENT_TYPES[extname(path)] ?? 'application/octet-stream';
  const plainForm = readForm(path, headers);
  const forms = new Map<EncodingName, Form>();
  for (const { name, ending } of ENCODINGS) {
    if (existsSync(path + ending)) {
      forms.set(name, readForm(path + ending, { ...headers, 'content-encoding': name }));
    }
  }
  return (request) => {
    const accepted = acceptedEncodings(request.headers['accept-encoding'] ?? '');
    const chosen = ENCODINGS.find(({ name }) => accepted.has(name) && forms.has(name));
    const form = (chosen && forms.get(chosen.name)) ?? plainForm;
    if (namesTag(request.headers['if-none-match'], form.headers.etag ?? '')) {
      return { kind: 'bytes', contentType, body: new Uint8Array(), headers: form.headers, status: 304 };
    }
    return { kind: 'bytes', contentType, body: form.body, headers: form.headers };
  };
}

/** Each form has an ETag of its own: they are different bytes. */
function readForm(path: string, headers: Record<string, string>): Form {
  const body = readFileSync(path);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { body, headers: { ...headers, etag } };
}

/** Encodings of an Accept-Encoding header that are not refused with `q=0`. */
function acceptedEncodings(header: string): ReadonlySet<string> {
  const accepted = new Set<string>();
  for (const item of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    if (!parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) accepted.add(name);
  }
  return accepted;
}

/** RFC 9110: `*`, or a list of tags, compared weakly: nginx makes a tag weak when it touches the body. */
function namesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
}

function plain(status: number, text: string): BytesReply {
  return { kind: 'bytes', contentType: 'text/plain; charset=utf-8', body: Buffer.from(text), status };
}
