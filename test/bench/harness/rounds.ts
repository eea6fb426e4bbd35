import { type LineProgram, startLineProgram } from './lines.ts';
import { type Spread, spreadOf } from './median.ts';

/** A program of `programs/` that repeats one thing and says how much CPU time that took. */
export interface Contender {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

export interface Measured extends Spread {
  readonly name: string;
  /** CPU time of one repetition in microseconds, one number a round. */
  readonly rounds: readonly number[];
}

export type RoundsOptions = {
  readonly rounds: number;
  /** Called before each batch, outside of what is measured. */
  readonly before?: () => Promise<void>;
} & (
  | {
      /** CPU time that a contender gets in one round. */
      readonly batchMs: number;
    }
  | { readonly repetitions: number }
);

/** Long enough for a just-in-time compiler to have compiled what is going to be measured. */
const WARM_UP_MS = 400;

/**
 * Lets the contenders take turns, round after round, in an order that turns too: whatever else the machine does
 * hits all of them alike.
 */
export async function measureInTurns(
  contenders: readonly Contender[],
  options: RoundsOptions,
): Promise<Measured[]> {
  const { rounds, before } = options;
  const programs = contenders.map(({ command, args }) => startLineProgram(command, args));
  try {
    const batches: number[] = [];
    for (const program of programs) {
      batches.push('batchMs' in options ? await sizeOfBatch(program, options.batchMs) : options.repetitions);
    }
    const measured = contenders.map((): number[] => []);
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < programs.length; turn++) {
        const index = (turn + round) % programs.length;
        await before?.();
        measured[index]?.push(await timeOne(programs[index] as LineProgram, batches[index] as number));
      }
    }
    return contenders.map(({ name }, index) => {
      const values = measured[index] as number[];
      return { name, rounds: values, ...spreadOf(values) };
    });
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
  }
}

/** Microseconds of one repetition. */
async function timeOne(program: LineProgram, repetitions: number): Promise<number> {
  return Number(await program.ask(String(repetitions))) / repetitions;
}

async function sizeOfBatch(program: LineProgram, batchMs: number): Promise<number> {
  let repetitions = 1;
  for (let spentMs = 0; spentMs < WARM_UP_MS; ) {
    const tookMs = ((await timeOne(program, repetitions)) * repetitions) / 1000;
    spentMs += tookMs;
    if (tookMs < batchMs / 4) repetitions *= 2;
  }
  const eachMs = (await timeOne(program, repetitions)) / 1000;
  return Math.max(1, Math.round(batchMs / eachMs));
}
