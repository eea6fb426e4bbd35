import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createNetworkSampler } from '../../src/samplers/network.ts';
import { fixtureHost } from '../support/fixture-host.ts';
import { rowOf, sampledHost } from '../support/sampler-rows.ts';

const HEADER = 'Inter-|   Receive  |  Transmit\n face |bytes    packets |bytes    packets\n';
const line = (name: string, rx: number, tx: number) =>
  `${name}: ${rx} ${rx / 10} 0 0 0 0 0 0 ${tx} ${tx / 10} 0 0 0 0 0 0\n`;

test('only interfaces with hardware behind them: a packet of a container counts once', (t) => {
  const host = sampledHost(t, 'debian-12');
  const { named } = host.sample('one-second-later');
  assert.equal(named['network.rxSize'], 494_552_958);
  assert.equal(named['network.rxCount'], 11_377);
  assert.equal(named['network.txSize'], 663_456);
  assert.equal(named['network.txCount'], 6884);
});

test('inside a container no interface has: all but the loopback', (t) => {
  const host = fixtureHost(t, 'debian-12');
  rmSync(join(host.sysRoot, 'class/net/eth0/device'), { recursive: true });
  const sampler = createNetworkSampler(host.procRoot, host.sysRoot);
  t.after(() => sampler.close());
  const row = rowOf(sampler, undefined, sampler.read());
  assert.equal(row['network.rxSize'], 494_542_958 + 2 * 200_000);
  assert.equal(row['network.txCount'], 6854 + 2 * 200);
});

test('an interface that goes takes nothing with it', (t) => {
  const host = fixtureHost(t, 'linux-2.6.18');
  const sampler = createNetworkSampler(host.procRoot, host.sysRoot);
  t.after(() => sampler.close());
  const rxAfter = (text: string) => {
    host.write('proc/net/dev', HEADER + text);
    return rowOf(sampler, undefined, sampler.read())['network.rxSize'];
  };
  assert.equal(rxAfter(line('eth0', 1000, 10) + line('ppp0', 500, 10)), 1500);
  assert.equal(rxAfter(line('eth0', 1100, 10)), 1600);
  assert.equal(rxAfter(line('eth0', 1100, 10) + line('ppp0', 50, 10)), 1650);
  assert.equal(sampler.read().resets, 0);
  assert.equal(rxAfter(line('eth0', 30, 10) + line('ppp0', 50, 10)), 1680);
  assert.equal(sampler.read().resets, 1);
});
