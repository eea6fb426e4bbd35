import type { QualitySentence } from '../data/quality-words.ts';
import { Icon } from '../parts/icon.tsx';
import { useSettings } from '../parts/settings.tsx';

/** How far to trust a recording. */
export function QualityCard({ sentences }: { readonly sentences: readonly QualitySentence[] }) {
  const { messages } = useSettings();
  return (
    <section class="card">
      <h2>{messages.read.quality}</h2>
      {sentences.length === 0 && <p class="soft">{messages.quality.nothing}</p>}
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
