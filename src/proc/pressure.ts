import { join } from 'node:path';
import { KernelFile } from './kernel-file.ts';
import { Scanner } from './scanner.ts';

export const PRESSURE_RESOURCES = ['cpu', 'memory', 'io'] as const;
export type PressureResource = (typeof PRESSURE_RESOURCES)[number];

/**
 * The `total` of the `some` line of /proc/pressure/<resource>, Documentation/accounting/psi.rst:
 * microseconds since boot during which at least one task waited for the resource.
 * @throws ParseError when there is no such line
 */
export function parsePressure(path: string, bytes: Buffer): number {
  const scanner = new Scanner(path, bytes);
  if (!scanner.accept('some ')) throw scanner.unexpected();
  return scanner.uintOfWord('total=');
}

/**
 * Opens `<procRoot>/pressure/<resource>` on the first read. Kernels before 4.20 have no such file (ENOENT),
 * kernels booted with psi=0 refuse to read it (EOPNOTSUPP).
 */
export function createPressureReader(
  procRoot: string,
  resource: PressureResource,
): { read(): number; close(): void } {
  const file = new KernelFile(join(procRoot, 'pressure', resource));
  return { read: () => parsePressure(file.path, file.read()), close: () => file.close() };
}
