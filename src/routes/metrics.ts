import type { RouteContext } from './context.ts';
import type { Route } from './exchange.ts';

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly { readonly labels?: string; readonly value: number }[];
}

/** GET /metrics: the agent's own state in the Prometheus text format 0.0.4; what it measures is not in it. */
export function createMetrics(context: RouteContext): Route {
  return {
    changesState: false,
    handle: () => ({
      kind: 'bytes',
      contentType: 'text/plain; version=0.0.4; charset=utf-8',
      body: metricsOf(context).map(textOf).join(''),
    }),
  };
}

function metricsOf({ recorder, version }: RouteContext): Metric[] {
  const recordings = [...recorder.all()];
  const running = recordings.filter(({ endedAtMs }) => endedAtMs === undefined);
  const { user, system } = process.cpuUsage();
  const single = (name: string, type: Metric['type'], help: string, value: number): Metric => ({
    name,
    type,
    help,
    samples: [{ value }],
  });
  return [
    {
      name: 'sysinfo_agent_build_info',
      type: 'gauge',
      help: 'Which agent this is.',
      samples: [{ labels: `version="${version}",node="${process.versions.node}"`, value: 1 }],
    },
    {
      name: 'sysinfo_agent_recordings',
      type: 'gauge',
      help: 'Recordings in memory.',
      samples: [
        { labels: 'state="running"', value: running.length },
        { labels: 'state="finished"', value: recordings.length - running.length },
      ],
    },
    single(
      'sysinfo_agent_reserved_bytes',
      'gauge',
      'Bytes of samples that recordings hold or may grow to.',
      recordings.reduce((sum, { reservedBytes }) => sum + reservedBytes, 0),
    ),
    single(
      'sysinfo_agent_samples_taken_total',
      'counter',
      'Samples taken by recordings.',
      recorder.counts.taken,
    ),
    single(
      'sysinfo_agent_samples_missed_total',
      'counter',
      'Samples that recordings could not take.',
      recorder.counts.missed,
    ),
    single('process_cpu_seconds_total', 'counter', 'CPU time of the agent.', (user + system) / 1e6),
    single(
      'process_resident_memory_bytes',
      'gauge',
      'Resident size of the agent.',
      process.memoryUsage.rss(),
    ),
  ];
}

function textOf({ name, type, help, samples }: Metric): string {
  const lines = samples.map(({ labels, value }) => `${name}${labels ? `{${labels}}` : ''} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}
