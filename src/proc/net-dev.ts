import { join } from 'node:path';
import { KernelFile } from './kernel-file.ts';
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
 * The interfaces that `isWanted` accepts, in the file's order.
 * @throws ParseError when a line after the two header lines is not `name: ` and 16 numbers
 */
export function parseNetDev(
  path: string,
  bytes: Buffer,
  isWanted: (name: string) => boolean = () => true,
): InterfaceCounters[] {
  const scanner = new Scanner(path, bytes);
  scanner.nextLine();
  scanner.nextLine();
  const interfaces: InterfaceCounters[] = [];
  while (!scanner.atEnd) {
    const name = interfaceName(scanner);
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

/** The counters may follow the colon without a blank, and an alias holds a colon itself (`eth0:1:`). */
function interfaceName(scanner: Scanner): string {
  const lineEnd = scanner.bytes.indexOf('\n', scanner.position);
  const end = lineEnd < 0 ? scanner.bytes.length : lineEnd;
  const colon = scanner.bytes.lastIndexOf(':', end);
  if (colon < scanner.position) throw scanner.unexpected();
  const name = scanner.bytes.toString('latin1', scanner.position, colon).trim();
  if (name === '') throw scanner.unexpected();
  scanner.position = colon + 1;
  return name;
}

/** Opens `<procRoot>/net/dev` on the first read. */
export function createNetDevReader(procRoot: string): {
  read(isWanted: (name: string) => boolean): InterfaceCounters[];
  close(): void;
} {
  const file = new KernelFile(join(procRoot, 'net/dev'));
  return { read: (isWanted) => parseNetDev(file.path, file.read(), isWanted), close: () => file.close() };
}
