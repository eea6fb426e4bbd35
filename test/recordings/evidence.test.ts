import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentUsage } from '../../src/recordings/agent-usage.ts';
import { Evidence } from '../../src/recordings/evidence.ts';
import type { Tick } from '../../src/recordings/sampling.ts';
import type { ServiceReading } from '../../src/samplers/service.ts';

interface TickFields {
  readonly nowMs: number;
  readonly wallMs?: number;
  readonly counterResets?: number;
  readonly unreadable?: readonly { what: string; reason: string }[];
}

const tick = ({ nowMs, wallMs = nowMs, counterResets = 0, unreadable = [] }: TickFields) =>
  ({ nowMs, wallMs, system: { counterResets, unreadable } }) as unknown as Tick;
const service = (fields: Partial<ServiceReading>) =>
  ({ joined: 0, left: 0, ioForbidden: 0, filesForbidden: 0, ...fields }) as ServiceReading;

/** An agent that uses what the test says. */
const usage = { cpu: 10, resident: 50, cpuSeconds: () => usage.cpu, residentBytes: () => usage.resident };

function begun(from: TickFields, reading?: ServiceReading, agent: AgentUsage = usage): Evidence {
  const evidence = new Evidence(agent);
  evidence.begin(tick(from), reading);
  return evidence;
}

test('samples taken and missed, the interval that came of it, and how late they were', () => {
  const evidence = begun({ nowMs: 1000 });
  for (const [nowMs, latenessMs] of [
    [2000, 0],
    [3010, 10],
    [5000, 0],
  ] as const) {
    evidence.sample(tick({ nowMs }), latenessMs);
  }
  const quality = evidence.quality(10, 4);
  assert.deepEqual([quality.planned, quality.taken, quality.missed], [10, 3, 1]);
  assert.equal(quality.intervalMeanMs, 4000 / 3);
  assert.equal(quality.intervalMaxMs, 1990);
  assert.equal(quality.latenessMaxMs, 10);
});

test('without a sample the rest is not known', () => {
  const quality = begun({ nowMs: 1000 }).quality(10, 0);
  assert.deepEqual(
    [quality.taken, quality.missed, quality.intervalMeanMs, quality.latenessP99Ms],
    [0, 0, undefined, undefined],
  );
});

test('the wall clock was set twice; that it is slewed is no step', () => {
  const evidence = begun({ nowMs: 0, wallMs: 5000 });
  let offsetMs = 5000;
  for (let sample = 1; sample <= 100; sample++) {
    offsetMs += 0.5;
    if (sample === 30) offsetMs += 3_600_000;
    if (sample === 60) offsetMs -= 200;
    evidence.sample(tick({ nowMs: sample * 1000, wallMs: sample * 1000 + offsetMs }), 0);
  }
  assert.equal(evidence.quality(100, 100).clockSteps, 2);
});

test('counters that started again, and processes that came and went, since it began', () => {
  const evidence = begun({ nowMs: 0, counterResets: 7 }, service({ joined: 5, left: 2 }));
  evidence.sample(tick({ nowMs: 1000, counterResets: 9 }), 0);
  evidence.serviceSample(service({ joined: 8, left: 6 }));
  const quality = evidence.quality(1, 1);
  assert.deepEqual([quality.counterResets, quality.processesJoined, quality.processesLeft], [2, 3, 4]);
});

test('what could not be read, why, and in how many samples', () => {
  const evidence = begun({ nowMs: 0 }, service({}));
  const pressure = { what: 'pressure.io', reason: 'ENOENT' };
  for (const nowMs of [1000, 2000]) evidence.sample(tick({ nowMs, unreadable: [pressure] }), 0);
  evidence.serviceSample(service({ ioForbidden: 1, filesForbidden: 3 }));
  evidence.serviceSample(service({ ioForbidden: 2 }));
  evidence.failure('process', new Error('EMFILE'));
  assert.deepEqual(evidence.quality(2, 2).unreadable, [
    { what: 'pressure.io', reason: 'ENOENT', samples: 2 },
    { what: 'process.io', reason: 'not permitted to read /proc/<pid>/io of 2 processes', samples: 2 },
    { what: 'process.openFiles', reason: 'not permitted to read /proc/<pid>/fd of 3 processes', samples: 1 },
    { what: 'process', reason: 'EMFILE', samples: 1 },
  ]);
});

test("the agent's own CPU until the end, and the most that it held", () => {
  const agent = {
    ...usage,
    cpu: 10,
    resident: 50,
    cpuSeconds: () => agent.cpu,
    residentBytes: () => agent.resident,
  };
  const evidence = begun({ nowMs: 0 }, undefined, agent);
  agent.cpu = 11.5;
  agent.resident = 80;
  evidence.sample(tick({ nowMs: 1000 }), 0);
  agent.resident = 60;
  evidence.sample(tick({ nowMs: 2000 }), 0);
  assert.equal(evidence.quality(2, 2).agentCpuSeconds, 1.5);
  evidence.end();
  agent.cpu = 99;
  const { agentCpuSeconds, agentPeakResidentBytes } = evidence.quality(2, 2);
  assert.deepEqual([agentCpuSeconds, agentPeakResidentBytes], [1.5, 80]);
});
