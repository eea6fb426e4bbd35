import { type LineProgram, startLineProgram } from './lines.ts';
import { compileC } from './programs.ts';

/** Sleeping processes that end with the bench. */
export interface Crowd {
  /** Ends that many of them and starts as many new ones with the same names. */
  change(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** As many names as services are wanted. */
export function serviceNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `bench-svc-${index}`);
}

/** @param names given to the processes in turn */
export async function startCrowd(count: number, names: readonly string[]): Promise<Crowd> {
  const program: LineProgram = startLineProgram(compileC('crowd'), [String(count), ...names]);
  await program.next();
  return {
    async change(changes) {
      await program.ask(String(changes));
    },
    stop: () => program.stop(),
  };
}
