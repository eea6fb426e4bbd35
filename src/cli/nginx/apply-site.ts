/** Changes nginx's configuration only if nginx accepts it, and puts everything back if it does not. */
import type { ToolAnswer } from '../../host/run-tool.ts';
import { restore, type Saved, save } from './site-files.ts';

export interface Change {
  readonly path: string;
  readonly to: Saved;
}

export interface NginxControl {
  /** `nginx -t` */
  test(): Promise<ToolAnswer>;
  isRunning(): Promise<boolean>;
  reload(): Promise<ToolAnswer>;
}

export type Applied =
  | { readonly kind: 'applied'; readonly reloaded: boolean }
  /** Everything is as it was before. */
  | { readonly kind: 'refused'; readonly reason: string };

export async function applyChanges(changes: readonly Change[], nginx: NginxControl): Promise<Applied> {
  const before = changes.map(({ path }) => ({ path, to: save(path) }));
  const putBack = () => {
    for (const { path, to } of before.toReversed()) restore(path, to);
  };
  try {
    for (const { path, to } of changes) restore(path, to);
    const tested = await nginx.test();
    if (tested.kind !== 'output') {
      putBack();
      return { kind: 'refused', reason: tested.reason };
    }
    if (!(await nginx.isRunning())) return { kind: 'applied', reloaded: false };
    const reloaded = await nginx.reload();
    if (reloaded.kind === 'output') return { kind: 'applied', reloaded: true };
    putBack();
    return { kind: 'refused', reason: reloaded.reason };
  } catch (error) {
    putBack();
    throw error;
  }
}
