import { ChartCard } from '../charts/chart-card.tsx';
import type { TimeRange } from '../charts/plot-options.ts';
import type { ChartData } from '../data/chart-data.ts';
import type { ChartName } from '../data/metrics.ts';
import { useSettings } from '../parts/settings.tsx';

export interface SideBySideProps {
  readonly system: readonly ChartData[];
  readonly process: readonly ChartData[];
  readonly service: string;
  readonly range: TimeRange;
  readonly syncKey: string;
  readonly onZoom: (range: TimeRange | undefined) => void;
}

/** What of the system stands beside what of the process. */
const PAIRS: readonly (readonly [ChartName, ChartName])[] = [
  ['cpu', 'processCpu'],
  ['memory', 'processMemory'],
  ['disk', 'processDisk'],
  ['operations', 'processOperations'],
  ['load', 'processTasks'],
  ['pressure', 'processSwitches'],
];

/** Charts of the system and of the service on one time axis: a pair a row where there is room for it. */
export function SideBySide({ system, process, service, ...shared }: SideBySideProps) {
  const { messages } = useSettings();
  const card = (data: ChartData | undefined, owner?: string) =>
    data && (
      <ChartCard
        key={data.name}
        data={data}
        axis="clock"
        {...shared}
        {...(owner !== undefined && { title: `${owner} · ${messages.charts[data.name]}` })}
      />
    );
  if (process.length === 0) return <div class="charts">{system.map((data) => card(data))}</div>;
  const of = (charts: readonly ChartData[], name: ChartName) => charts.find((chart) => chart.name === name);
  const alone = system.filter(({ name }) => !PAIRS.some(([left]) => left === name));
  return (
    <>
      <div class="pair pair-charts">
        {PAIRS.flatMap(([left, right]) => [
          card(of(system, left), messages.read.system),
          card(of(process, right), service),
        ])}
      </div>
      <div class="charts">{alone.map((data) => card(data, messages.read.system))}</div>
    </>
  );
}
