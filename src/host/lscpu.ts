import { ParseError } from '../proc/parse-error.ts';
import { runTool, type ToolAnswer } from './run-tool.ts';

/** What lscpu(1) of util-linux says of the processor; `undefined` is what it does not say. */
export interface Lscpu {
  readonly architecture: string | undefined;
  /** On a machine with several kinds of core, all their names: `Cortex-A55 + Cortex-A76`. */
  readonly model: string | undefined;
  /** In lscpu's own digits: `2394.446`, `3700.0000`. */
  readonly mhz: string | undefined;
}

export interface LscpuReading extends Lscpu {
  /** Why there is nothing, in plain words. */
  readonly problem: string | undefined;
}

/** A field may come more than once: a machine with several kinds of core has a model and a clock for each. */
type Fields = ReadonlyMap<string, readonly string[]>;

function collectFields(pairs: Iterable<readonly [name: string, value: string]>): Fields {
  const fields = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    // A lone dash is lscpu's way to say that it does not know, as for the model on many ARM machines.
    if (value === '' || value === '-') continue;
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return fields;
}

/**
 * `Name:   value` on each line; one without a colon continues the line before it, and no field we want is so
 * long.
 */
function* pairsOfText(text: string): Generator<[string, string]> {
  for (const line of text.split('\n')) {
    const match = /^\s*([^:]+):(.*)$/.exec(line);
    if (match) yield [(match[1] ?? '').trim(), (match[2] ?? '').trim()];
  }
}

/**
 * `{"lscpu": [{"field": "Architecture:", "data": "x86_64", "children": […]}]}`: flat up to 2.38 unless it
 * wrote to a terminal, nested since. Walked with a list of its own, so that no depth of nesting can exhaust
 * the stack.
 */
function* pairsOfJson(document: unknown): Generator<[string, string]> {
  const entries: unknown[] = [document];
  for (const entry of entries) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { lscpu, field, data, children } = entry as Record<string, unknown>;
    if (typeof field === 'string' && typeof data === 'string') yield [field.replace(/:$/, ''), data.trim()];
    for (const list of [lscpu, children]) {
      // `entries` grows while it is walked; not by `push(...list)`, which a long list would make overflow
      // too.
      if (Array.isArray(list)) for (const nested of list) entries.push(nested);
    }
  }
}

function readPairs(output: string): Iterable<[string, string]> {
  if (!output.trimStart().startsWith('{')) return pairsOfText(output);
  try {
    return pairsOfJson(JSON.parse(output));
  } catch {
    throw new ParseError('lscpu -J', output);
  }
}

function isClock(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text) && Number(text) > 0;
}

/**
 * The clock it runs at, which versions before 2.37 print; otherwise the highest it can run at. `CPU(s)
 * scaling MHz` is a percentage, and BogoMIPS no clock at all.
 */
function chooseMhz(fields: Fields): string | undefined {
  const now = (fields.get('CPU MHz') ?? []).filter(isClock);
  if (now[0] !== undefined) return now[0];
  const highest = (fields.get('CPU max MHz') ?? []).filter(isClock);
  return highest.sort((one, other) => Number(other) - Number(one))[0];
}

/**
 * The output of `lscpu -J` or of `lscpu`, whichever it is.
 *
 * `BIOS Model name` is no substitute for a missing model: it is what the firmware calls the socket, and a
 * virtual machine's firmware puts the name of the machine type there (`pc-q35-8.0`, `virt-7.2`).
 * @throws ParseError when it is neither
 */
export function parseLscpu(output: string): Lscpu {
  const fields = collectFields(readPairs(output));
  const architecture = fields.get('Architecture')?.[0];
  const models = [...new Set(fields.get('Model name'))];
  if (architecture === undefined && models.length === 0) throw new ParseError('lscpu', output);
  return {
    architecture,
    model: models.length > 0 ? models.join(' + ') : undefined,
    mhz: chooseMhz(fields),
  };
}

const NOTHING: Lscpu = { architecture: undefined, model: undefined, mhz: undefined };

function understand(answer: ToolAnswer): LscpuReading {
  if (answer.kind !== 'output') return { ...NOTHING, problem: answer.reason };
  try {
    return { ...parseLscpu(answer.text), problem: undefined };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { ...NOTHING, problem: error.message };
  }
}

export interface LscpuOptions {
  /** For each of at most two runs. */
  readonly timeLimitMs: number;
  /** A name to look for in PATH, or a path. */
  readonly command: string;
}

/**
 * Asks lscpu, in JSON and, where that is not understood (before util-linux 2.30, busybox), in its text form.
 * Never throws: a machine without lscpu, or one on which it hangs, still gets an agent.
 */
export async function readLscpu({ timeLimitMs, command }: LscpuOptions): Promise<LscpuReading> {
  const json = await runTool(command, ['-J'], AbortSignal.timeout(timeLimitMs));
  const reading = understand(json);
  if (reading.problem === undefined || json.kind === 'absent' || json.kind === 'silent') return reading;
  return understand(await runTool(command, [], AbortSignal.timeout(timeLimitMs)));
}
