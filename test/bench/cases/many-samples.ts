import type { BenchCase, CaseResult } from '../harness/bench-case.ts';
import { type Crowd, startCrowd } from '../harness/crowd.ts';
import { startLineProgram } from '../harness/lines.ts';
import { ourProgram } from '../harness/programs.ts';
import { digits, megabytes } from '../harness/quantities.ts';

/** The live hour is full by then, the first recordings were forgotten, and the engine has grown its heap. */
const WARM_UP_SAMPLES = 14_400;
const SAMPLES = 72_000;
const STEPS = 10;
const SERVICE = 'bench-svc';
const PROCESSES = 20;
const CHANGE_EVERY_MS = 200;
/** The allocator and the engine's heap breathe by as much from one reading to the next. */
const BREATH_MB = 4;

interface Held {
  readonly residentBytes: number;
  readonly heldBytes: number;
  readonly descriptors: number;
}

export const manySamples: BenchCase = {
  name: 'many-samples',
  describe: `memory and descriptors after ${SAMPLES} samples`,
  async run({ say }) {
    const crowd = await startCrowd(PROCESSES, [SERVICE]);
    const stopChanging = keepChanging(crowd);
    const { command, args } = ourProgram('many-samples', [SERVICE]);
    const program = startLineProgram(command, args);
    const take = async (samples: number): Promise<Held> => JSON.parse(await program.ask(String(samples)));
    try {
      say('filling the live hour');
      const held = [await take(WARM_UP_SAMPLES)];
      for (let step = 1; step <= STEPS; step++) {
        held.push(await take(SAMPLES / STEPS));
        say(`${(step * SAMPLES) / STEPS} samples`);
      }
      return resultOf(held);
    } finally {
      await stopChanging();
      await program.stop();
      await crowd.stop();
    }
  },
};

/** Processes of the service come and go all the while; answers how to end that. */
function keepChanging(crowd: Crowd): () => Promise<void> {
  let changing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    changing = changing.then(() => crowd.change(1));
  }, CHANGE_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await changing;
  };
}

function resultOf(held: readonly Held[]): CaseResult {
  const [first] = held as [Held];
  const last = held.at(-1) as Held;
  const what = `after ${SAMPLES} samples`;
  return {
    checks: [
      {
        what: `growth of resident memory ${what}`,
        measured: `${megabytes(first.residentBytes)} before, ${megabytes(last.residentBytes)} after`,
        value: (last.residentBytes - first.residentBytes) / 2 ** 20,
        unit: 'MB',
        target: { atMost: BREATH_MB },
      },
      {
        what: `growth of descriptors ${what}`,
        measured: `${first.descriptors} before, ${last.descriptors} after`,
        value: last.descriptors - first.descriptors,
        unit: '',
        target: { atMost: 0 },
      },
    ],
    tables: [
      {
        title: 'What the process holds, everything collected',
        columns: ['samples', 'resident', 'in use', 'descriptors'],
        rows: held.map(({ residentBytes, heldBytes, descriptors }, step) => [
          (step * SAMPLES) / STEPS,
          megabytes(residentBytes),
          `${digits(heldBytes / 2 ** 20)} MB`,
          descriptors,
        ]),
      },
    ],
    notes: [
      `A fast clock: the samples are real, the seconds between them are not. Before the first line ${WARM_UP_SAMPLES} samples fill the live hour.`,
      `One recording of ten minutes after the other, of a service of ${PROCESSES} processes of which one is replaced five times a second; each is ended and answered in full.`,
    ],
  };
}
