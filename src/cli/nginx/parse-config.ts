/** nginx's configuration language, as `nginx -T` prints it: just enough to find where the agent is included. */
import { dirname, resolve } from 'node:path';

export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  /** Of a block. */
  readonly children: readonly Directive[];
}

type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'mark'; readonly text: string };

/** Deeper than anybody includes, and an end for files that include themselves. */
const DEEPEST_INCLUDE = 20;

/**
 * The whole configuration, from its first file on, with every included file where it is included. `nginx -T`
 * prints the files one after the other, a comment with its name before each.
 */
export function readNginxDump(dump: string): Directive[] {
  const [, ...parts] = dump.split(/^# configuration file (.+):$/m);
  const files = new Map<string, Directive[]>();
  for (let index = 0; index + 1 < parts.length; index += 2) {
    files.set(parts[index] ?? '', parseNginxConfig(parts[index + 1] ?? ''));
  }
  const [main] = files.keys();
  if (main === undefined) return parseNginxConfig(dump);
  return expand(files.get(main) ?? [], { files, directory: dirname(main) }, 0);
}

interface Dump {
  readonly files: ReadonlyMap<string, readonly Directive[]>;
  /** What relative names count from. */
  readonly directory: string;
}

function expand(directives: readonly Directive[], dump: Dump, depth: number): Directive[] {
  return directives.flatMap(({ name, args, children }) => {
    if (name !== 'include') return [{ name, args, children: expand(children, dump, depth) }];
    if (depth >= DEEPEST_INCLUDE) return [];
    const pattern = resolve(dump.directory, args[0] ?? '');
    const included = [...dump.files].filter(([file]) => isMeant(file, pattern));
    return included.flatMap(([, content]) => expand(content, dump, depth + 1));
  });
}

/** Stars stand for anything but a slash, as in glob(7). */
function isMeant(file: string, pattern: string): boolean {
  const literal = pattern.replaceAll(/[.+^${}()|\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}$`).test(file);
}

/** Never throws: what is not a configuration gives few directives. */
function parseNginxConfig(text: string): Directive[] {
  return readBlock(tokensOf(text));
}

function readBlock(tokens: Iterator<Token>): Directive[] {
  const directives: Directive[] = [];
  let words: string[] = [];
  const end = (children: readonly Directive[]) => {
    const [name, ...args] = words;
    if (name !== undefined) directives.push({ name, args, children });
    words = [];
  };
  for (let next = tokens.next(); !next.done; next = tokens.next()) {
    const { kind, text } = next.value;
    if (kind === 'word') words.push(text);
    else if (text === ';') end([]);
    else if (text === '{') end(readBlock(tokens));
    else return directives;
  }
  return directives;
}

/** Words may be quoted; a mark within quotes, or after a backslash or a dollar sign, is part of the word. */
const tokenPattern =
  /#[^\n]*|([;{}])|"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|((?:\\.|\$\{[^}]*\}|[^\s;{}"'\\])(?:\\.|\$\{[^}]*\}|[^\s;{}\\])*)/gs;

function* tokensOf(text: string): Generator<Token> {
  for (const [, mark, double, single, plain] of text.matchAll(tokenPattern)) {
    if (mark !== undefined) yield { kind: 'mark', text: mark };
    const word = double ?? single ?? plain;
    if (word !== undefined) yield { kind: 'word', text: word };
  }
}

/** Every directive of a name, however deep, with the blocks around it, outermost first. */
export function* findDirectives(
  directives: readonly Directive[],
  name: string,
  around: readonly Directive[] = [],
): Generator<{ readonly directive: Directive; readonly around: readonly Directive[] }> {
  for (const directive of directives) {
    if (directive.name === name) yield { directive, around };
    yield* findDirectives(directive.children, name, [...around, directive]);
  }
}
