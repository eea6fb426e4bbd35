import type { RouteContext } from '../context.ts';
import { encodeInChunks, encodeWhole, type Json, numberSeries } from './json-stream.ts';
import { systemInfo, type View } from './performance-info.ts';
import { unitsOf } from './units.ts';

/** The always-on sampler's answers. */
export interface LiveAnswers {
  /** The latest sample; made once a sample and view, however many ask. Waits for the very first sample. */
  latest(view: View): Promise<string>;
  /** The last `seconds`, made while it is sent. */
  history(view: View, seconds: number): Promise<AsyncIterable<string>>;
}

export function createLiveAnswers(context: RouteContext): LiveAnswers {
  const { recorder, columns, facts } = context;
  const { live } = recorder;
  let madeFor = -1;
  let made = new Map<string, Promise<string>>();

  const answer = async (view: View, seconds: number): Promise<Json> => {
    const known = await facts();
    const samples = live.last(seconds);
    const system = systemInfo(columns, samples, { facts: known, state: recorder.machine }, view);
    return {
      result: 'succeeded',
      units: unitsOf(view.sizes),
      timestamps: numberSeries(() => samples.timestamps(), String),
      ...(view.isFlat ? system : { system }),
    };
  };

  const firstSample = async (): Promise<void> => {
    if (live.count > 0) return;
    await new Promise<void>((resolve) => {
      const end = live.onSample(() => {
        end();
        resolve();
      });
    });
  };

  return {
    async latest(view) {
      if (live.count === 0) await firstSample();
      if (madeFor !== live.count) {
        madeFor = live.count;
        made = new Map();
      }
      const key = `${view.sizes} ${view.isFlat} ${view.isFull}`;
      const ready = made.get(key);
      if (ready !== undefined) return ready;
      // The promise is kept, not its text: all open pages ask in the same moment, before anything is made.
      const text = answer(view, 1).then(encodeWhole);
      made.set(key, text);
      return text;
    },
    async history(view, seconds) {
      await firstSample();
      return encodeInChunks(await answer(view, seconds));
    },
  };
}
