import { join } from 'node:path';
import { KernelFile } from './kernel-file.ts';
import { LineHeads } from './line-heads.ts';
import { Scanner } from './scanner.ts';

/** One interface of /proc/net/dev, proc_pid_net(5). Counters since the interface appeared. */
export interface InterfaceCounters {
  readonly name: string;
  readonly rxBytes: number;
  readonly rxPackets: number;
  readonly txBytes: number;
  readonly txPackets: number;
}

/**
 * The interfaces that `isWanted` accepts, in the file's order. `heads` are those of the reading before.
 * @throws ParseError when a line after the two header lines is not `name: ` and 16 numbers
 */
export function parseNetDev(
  path: string,
  bytes: Buffer,
  isWanted: (name: string) => boolean = () => true,
  heads = new LineHeads(),
): InterfaceCounters[] {
  const scanner = new Scanner(path, bytes);
  heads.rewind();
  scanner.nextLine();
  scanner.nextLine();
  const interfaces: InterfaceCounters[] = [];
  while (!scanner.atEnd) {
    const name = heads.next(scanner, readName);
    if (isWanted(name)) {
      const rxBytes = scanner.uint();
      const rxPackets = scanner.uint();
      scanner.skipWords(6);
      interfaces.push({ name, rxBytes, rxPackets, txBytes: scanner.uint(), txPackets: scanner.uint() });
    }
    scanner.nextLine();
  }
  return interfaces;
}

const readName = (scanner: Scanner): string => scanner.wordBeforeColon();

/** Opens `<procRoot>/net/dev` on the first read. */
export function createNetDevReader(procRoot: string): {
  read(isWanted: (name: string) => boolean): InterfaceCounters[];
  close(): void;
} {
  const file = new KernelFile(join(procRoot, 'net/dev'));
  const heads = new LineHeads();
  return {
    read: (isWanted) => parseNetDev(file.path, file.read(), isWanted, heads),
    close: () => file.close(),
  };
}
