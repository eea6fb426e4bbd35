import type { Filesystem } from '../api/answer.ts';
import { levelClass } from './level.ts';
import { useSettings } from './settings.tsx';

/** The filesystems, fullest first; one that does not answer before all others. */
export function FilesystemsCard({ filesystems }: { readonly filesystems: readonly Filesystem[] }) {
  const { messages } = useSettings();
  const rank = ({ percent, stuck }: Filesystem) => (stuck ? 101 : (percent ?? -1));
  const sorted = [...filesystems].sort((a, b) => rank(b) - rank(a));
  return (
    <section class="card">
      <h2>{messages.filesystems.title}</h2>
      {sorted.length === 0 && <p class="soft">{messages.filesystems.none}</p>}
      <ul class="filesystems">
        {sorted.map((filesystem) => (
          <FilesystemRow key={`${filesystem.device} ${filesystem.mountPoint}`} {...filesystem} />
        ))}
      </ul>
    </section>
  );
}

function FilesystemRow({ mountPoint, device, fsType, total, used, percent, stuck }: Filesystem) {
  const { messages, say } = useSettings();
  return (
    <li>
      <div class="filesystem-head">
        <span class="mono wrap">{mountPoint}</span>
        <b class={stuck ? 'bad' : ''}>{stuck ? messages.filesystems.stuck : say(percent, 'percent')}</b>
      </div>
      <div class={`meter ${stuck ? 'meter-stuck' : ''}`} aria-hidden="true">
        <div class={levelClass(percent)} style={{ width: `${stuck ? 0 : (percent ?? 0)}%` }} />
      </div>
      <div class="soft wrap">
        {total !== null && `${messages.filesystems.usage(say(used, 'bytes'), say(total, 'bytes'))} · `}
        {fsType && `${fsType} · `}
        {device}
      </div>
    </li>
  );
}
