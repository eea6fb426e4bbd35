import { qualityWords } from '../data/quality-words.ts';
import type { Recorded } from '../data/recorded.ts';
import { Icon } from '../parts/icon.tsx';
import { useSettings } from '../parts/settings.tsx';

/** How far to trust a recording. */
export function QualityCard({ recorded }: { readonly recorded: Recorded }) {
  const settings = useSettings();
  const { answer } = recorded;
  const sentences = answer.quality ? qualityWords(answer.quality, answer.state === 'running', settings) : [];
  return (
    <section class="card">
      <h2>{settings.messages.read.quality}</h2>
      {sentences.length === 0 && <p class="soft">{settings.messages.quality.nothing}</p>}
      <ul class="quality">
        {sentences.map(({ text, warning }) => (
          <li key={text} class={warning ? 'quality-warning' : ''}>
            <Icon name={warning ? 'warning' : 'check'} />
            <span class="wrap">{text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
