import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseAuxv } from '../../src/proc/auxv.ts';
import { parseDiskstats } from '../../src/proc/diskstats.ts';
import { parseOpenFilesLimit } from '../../src/proc/limits.ts';
import { parseLoadavg } from '../../src/proc/loadavg.ts';
import { parseMeminfo } from '../../src/proc/meminfo.ts';
import { parseNetDev } from '../../src/proc/net-dev.ts';
import { ParseError } from '../../src/proc/parse-error.ts';
import { parseCgroups } from '../../src/proc/pid-identity.ts';
import { parsePidIo } from '../../src/proc/pid-io.ts';
import { parsePidStat } from '../../src/proc/pid-stat.ts';
import { parsePidStatm } from '../../src/proc/pid-statm.ts';
import { parsePidStatus } from '../../src/proc/pid-status.ts';
import { parsePressure } from '../../src/proc/pressure.ts';
import { parseStat } from '../../src/proc/stat.ts';
import { parseUptime } from '../../src/proc/uptime.ts';
import { fixtureBytes } from '../support/fixture-host.ts';

const parsers: Readonly<Record<string, { parse: (bytes: Buffer) => unknown; real: Buffer }>> = {
  stat: { parse: (bytes) => parseStat('f', bytes), real: fixtureBytes('cpu-hotplug/proc/stat') },
  meminfo: { parse: (bytes) => parseMeminfo('f', bytes), real: fixtureBytes('debian-12/proc/meminfo') },
  diskstats: {
    parse: (bytes) => parseDiskstats('f', bytes),
    real: fixtureBytes('lvm-on-raid/proc/diskstats'),
  },
  'net/dev': { parse: (bytes) => parseNetDev('f', bytes), real: fixtureBytes('debian-12/proc/net/dev') },
  loadavg: { parse: (bytes) => parseLoadavg('f', bytes), real: fixtureBytes('debian-12/proc/loadavg') },
  pressure: { parse: (bytes) => parsePressure('f', bytes), real: fixtureBytes('debian-12/proc/pressure/io') },
  uptime: { parse: (bytes) => parseUptime('f', String(bytes)), real: fixtureBytes('debian-12/proc/uptime') },
  'pid/stat': {
    parse: (bytes) => parsePidStat('f', bytes),
    real: fixtureBytes('strange-names/proc/101/stat'),
  },
  'pid/statm': {
    parse: (bytes) => parsePidStatm('f', bytes),
    real: fixtureBytes('strange-names/proc/101/statm'),
  },
  'pid/io': { parse: (bytes) => parsePidIo('f', bytes), real: fixtureBytes('strange-names/proc/101/io') },
  'pid/status': {
    parse: (bytes) => parsePidStatus('f', bytes),
    real: readFileSync('/proc/self/status'),
  },
  'pid/limits': {
    parse: (bytes) => parseOpenFilesLimit(String(bytes)),
    real: readFileSync('/proc/self/limits'),
  },
  'pid/cgroup': {
    parse: (bytes) => parseCgroups(String(bytes)),
    real: fixtureBytes('strange-names/proc/201/cgroup'),
  },
  'pid/auxv': { parse: (bytes) => parseAuxv(bytes, 'LE'), real: readFileSync('/proc/self/auxv') },
};

/** One change to a text: a stretch of it is replaced by what a file of the kernel might have there, or by anything. */
const change = fc.record({
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(12),
  by: fc.oneof(
    fc.constantFrom('', ' ', '\n', '\n\n', '(', ')', ':', '-', '0', '9'.repeat(400), '\0', 'cpu', 'kB'),
    fc.string({ unit: 'binary', maxLength: 8 }),
  ),
});

function changed(real: Buffer, changes: readonly { place: number; length: number; by: string }[]): Buffer {
  let text = real.toString('latin1');
  for (const { place, length, by } of changes) {
    const at = Math.floor(place * text.length);
    text = text.slice(0, at) + by + text.slice(at + length);
  }
  return Buffer.from(text, 'latin1');
}

/** A result, or a ParseError: nothing else may come of any content. */
function assertTame(parse: (bytes: Buffer) => unknown, bytes: Buffer): void {
  try {
    parse(bytes);
  } catch (error) {
    assert.ok(error instanceof ParseError, `threw ${error instanceof Error ? error.stack : error}`);
  }
}

for (const [name, { parse, real }] of Object.entries(parsers)) {
  test(`${name}: what the kernel wrote is read`, () => {
    parse(real);
  });

  test(`${name}: any bytes`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 512 }), (bytes) => assertTame(parse, Buffer.from(bytes))),
    );
  });

  test(`${name}: what the kernel wrote, changed in places`, () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) =>
        assertTame(parse, changed(real, changes)),
      ),
      { numRuns: 300 },
    );
  });

  test(`${name}: cut off anywhere`, () => {
    for (let length = 0; length < Math.min(real.length, 600); length++) {
      assertTame(parse, real.subarray(0, length));
    }
  });
}
