import type { PerformanceInfo } from '../api/answer.ts';
import { useSettings } from './settings.tsx';

/** What this machine is. */
export function MachineCard({ info }: { readonly info: PerformanceInfo }) {
  const { messages, say } = useSettings();
  const { machine } = messages;
  const { cpu, platform, memory } = info;
  const speed = cpu.MHz === 'Unknown' ? '' : ` · ${machine.mhz(String(Math.round(Number(cpu.MHz))))}`;
  const rows: [string, string][] = [
    [machine.host, platform.hostname],
    [machine.distribution, platform.distribution],
    [machine.kernel, `${platform.system} ${platform.release}`],
    [machine.cpu, cpu.model + speed],
    [machine.cores, say(cpu.coreNum, 'count')],
    [machine.architecture, cpu.architecture],
    [machine.memory, say(memory.total, 'bytes')],
  ];
  return (
    <section class="card">
      <h2>{machine.title}</h2>
      <dl class="facts-list">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
