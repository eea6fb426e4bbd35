/** nginx's configuration language, as `nginx -T` prints it: just enough to find where the agent is included. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  /** Of a block. */
  readonly children: readonly Directive[];
}

type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'mark'; readonly text: string };

/** Never throws: what is not a configuration gives few directives. Files that are included must be put in by then. */
export function parseNginxConfig(text: string): Directive[] {
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
