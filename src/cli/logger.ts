import { fstatSync, writeSync } from 'node:fs';
import { type Logger, pino } from 'pino';

export interface Log {
  readonly log: Logger;
  /** Settles when the last line has been written, or cannot be. */
  close(): Promise<void>;
}

/** What may wait for a reader that does not read, in bytes; further lines are lost. */
const maxWaitingBytes = 2 ** 20;

/** How long the end of the process waits for such a reader. */
const closeLimitMs = 500;

/**
 * One event a line, as JSON, on standard output. A reader that has stopped reading (journald in trouble, a stuck
 * pipe) never stops the sampling, one that has gone never ends the agent, and neither does a full disk: they cost
 * the lines that could not be written, which are counted in the next one that can.
 *
 * pino's own destinations are not used: after a failed write their flush at exit (sonic-boom 4) retries for ever.
 */
export function createLog(level: string): Log {
  const write = isFile(1) ? writeToFile : createPipeWriter();
  let lost = 0;
  const destination = {
    write(line: string) {
      lost = write(lost === 0 ? line : withLost(line, lost)) ? 0 : lost + 1;
    },
  };
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  return { log, close: waitUntilWritten };
}

function isFile(fd: number): boolean {
  return fstatSync(fd).isFile();
}

function writeToFile(line: string): boolean {
  try {
    writeSync(1, line);
    return true;
  } catch {
    return false;
  }
}

/** `process.stdout` does not block on a pipe or socket: what the reader does not take waits in the stream. */
function createPipeWriter(): (line: string) => boolean {
  let broken = false;
  process.stdout.on('error', () => {
    broken = true;
  });
  return (line) => {
    if (broken || process.stdout.writableLength > maxWaitingBytes) {
      return false;
    }
    process.stdout.write(line);
    return true;
  };
}

function withLost(line: string, lost: number): string {
  return line.replace(/^\{/, `{"linesLost":${lost},`);
}

function waitUntilWritten(): Promise<void> {
  return new Promise((settle) => {
    setTimeout(settle, closeLimitMs);
    process.stdout.write('', () => settle());
  });
}
