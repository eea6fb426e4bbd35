import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createNetDevReader, type InterfaceCounters } from '../proc/net-dev.ts';
import { Accumulator } from './accumulator.ts';
import { type Column, WIDE } from './column.ts';
import { DeviceChoice } from './device-choice.ts';
import type { Sampler } from './sampler.ts';

export interface NetworkReading {
  readonly totals: readonly number[];
  readonly resets: number;
}

const COLUMNS: readonly Column[] = [
  { path: ['network', 'rxSize'], unit: 'io', storage: WIDE, detail: true },
  { path: ['network', 'txSize'], unit: 'io', storage: WIDE, detail: true },
  { path: ['network', 'rxCount'], unit: 'count', storage: WIDE, detail: true },
  { path: ['network', 'txCount'], unit: 'count', storage: WIDE, detail: true },
];

/** Bytes and packets of the network interfaces together, from /proc/net/dev; cumulative and never falling. */
export function createNetworkSampler(procRoot: string, sysRoot: string): Sampler<NetworkReading> {
  const reader = createNetDevReader(procRoot);
  const choice = new DeviceChoice((names) => chooseInterfaces(sysRoot, names));
  const sums = new Accumulator(COLUMNS.length);
  return {
    name: 'network',
    columns: COLUMNS,
    read() {
      sums.begin();
      for (const device of choice.select((isWanted) => reader.read(isWanted))) {
        sums.add(device.name, countersOf(device));
      }
      sums.end();
      return { totals: sums.totals.slice(), resets: sums.resets };
    },
    write(_before, { totals }, _between, row, offset) {
      for (let index = 0; index < COLUMNS.length; index++) row[offset + index] = totals[index] as number;
    },
    close: () => reader.close(),
  };
}

/**
 * The interfaces with hardware behind them: a packet from a container passes veth, bridge and bond before it
 * leaves by one of these, and is to be counted once. Where there is none (inside a container) all but loopback.
 */
function chooseInterfaces(sysRoot: string, names: readonly string[]): ReadonlySet<string> {
  const outward = names.filter((name) => name !== 'lo');
  const hardware = outward.filter((name) => existsSync(join(sysRoot, 'class/net', name, 'device')));
  return new Set(hardware.length > 0 ? hardware : outward);
}

function countersOf(device: InterfaceCounters): number[] {
  return [device.rxBytes, device.txBytes, device.rxPackets, device.txPackets];
}
