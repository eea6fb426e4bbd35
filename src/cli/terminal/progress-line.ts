import { bar } from './bar.ts';

const BAR_WIDTH = 30;

export interface ProgressLine {
  update(share: number, text: string): void;
  /** Takes the line away. */
  clear(): void;
}

/** One line on standard error that is written over; nothing at all where that is no terminal. */
export function createProgressLine(stream: NodeJS.WriteStream): ProgressLine {
  if (!stream.isTTY) return { update: () => undefined, clear: () => undefined };
  return {
    update: (share, text) => {
      const percent = `${Math.floor(share * 100)}%`.padStart(4);
      stream.write(`\r\x1b[K${bar(share, BAR_WIDTH)}${percent}  ${text}`);
    },
    clear: () => {
      stream.write('\r\x1b[K');
    },
  };
}
