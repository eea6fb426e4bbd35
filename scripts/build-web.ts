/**
 * Builds the page: src/web → dist/web, one script and one style sheet under names that change with their
 * content, each beside its compressed copies, so that the agent compresses nothing while it measures.
 *
 *   node --import tsx scripts/build-web.ts [directory]
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { argv, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Script and style sheet together, by gzip, the weaker of the two compressions. */
const MOST_COMPRESSED_BYTES = 80 * 1024;

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src/web');
const target = argv[2] ?? join(root, 'dist/web');

interface Asset {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** As the `integrity` attribute has it; a saved page's own policy admits its script and style by it. */
  readonly integrity: string;
}

const [script, style] = await bundle();
const page = (await readFile(join(source, 'index.html'), 'utf8'))
  .replace('{{style}}', `<link rel="stylesheet" href="${style.path}" integrity="${style.integrity}">`)
  .replace('{{script}}', `<script defer src="${script.path}" integrity="${script.integrity}"></script>`);

// The command line's exports lie beside it, compiled from the page's own modules.
await rm(join(target, 'assets'), { recursive: true, force: true });
const sizes = await Promise.all([
  writeCompressed('index.html', Buffer.from(page)),
  writeCompressed(script.path, script.bytes),
  writeCompressed(style.path, style.bytes),
]);
const [, scriptBytes = 0, styleBytes = 0] = sizes;
const together = scriptBytes + styleBytes;
stdout.write(`page: script ${kilobytes(scriptBytes)}, style ${kilobytes(styleBytes)} compressed\n`);
if (together > MOST_COMPRESSED_BYTES) {
  throw new Error(
    `The page is ${kilobytes(together)} compressed; ${kilobytes(MOST_COMPRESSED_BYTES)} are allowed.`,
  );
}

async function bundle(): Promise<[Asset, Asset]> {
  const { outputFiles } = await build({
    entryPoints: { page: join(source, 'main.tsx'), style: join(source, 'styles/page.css') },
    tsconfig: join(source, 'tsconfig.json'),
    outdir: target,
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['es2022', 'chrome105', 'firefox110', 'safari16'],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  });
  const text = (ending: string) => {
    const file = outputFiles.find(({ path }) => path.endsWith(ending));
    if (!file) throw new Error(`esbuild made no ${ending}`);
    return file.text;
  };
  return [asset('page', 'js', text('page.js')), asset('style', 'css', text('style.css'))];
}

function asset(name: string, ending: string, text: string): Asset {
  // A saved page holds both within elements of its own, where these would end or change the element.
  const breaking = (ending === 'js' ? /<\/script|<!--/i : /<\/style|<!--/i).exec(text);
  if (breaking)
    throw new Error(`${name}.${ending} holds "${breaking[0]}", which no inline element survives.`);
  const hash = createHash('sha256').update(text).digest();
  return {
    path: `assets/${name}-${hash.toString('hex').slice(0, 12)}.${ending}`,
    bytes: Buffer.from(text),
    integrity: `sha256-${hash.toString('base64')}`,
  };
}

/** Writes a file, its .br and its .gz; resolves to the size by gzip. */
async function writeCompressed(path: string, bytes: Uint8Array): Promise<number> {
  const file = join(target, path);
  await mkdir(dirname(file), { recursive: true });
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  await Promise.all([writeFile(file, bytes), writeFile(`${file}.gz`, gzip), writeFile(`${file}.br`, brotli)]);
  return gzip.length;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}
