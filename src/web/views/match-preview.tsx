import { useEffect, useState } from 'preact/hooks';
import type { MatchAnswer } from '../api/answer.ts';
import { agent } from '../api/client.ts';
import { Failure } from '../parts/failure.tsx';
import { Icon } from '../parts/icon.tsx';
import { useSettings } from '../parts/settings.tsx';
import { useAsked } from '../parts/use-asked.ts';

const TYPING_MS = 250;
const MOST_SHOWN = 12;

/** Which processes a selector would count, said before the load starts rather than after it. */
export function MatchPreview({ server, children }: { readonly server: string; readonly children: boolean }) {
  const { messages } = useSettings();
  const settled = useSettled(server);
  const { answer, error } = useAsked(`${settled}\n${children}`, async (signal) =>
    settled === '' ? undefined : agent.match(settled, children, signal),
  );
  return (
    <section class="card match" aria-live="polite" aria-busy={settled !== server}>
      <h2>{messages.match.title}</h2>
      {settled === '' && (
        <>
          <p>{messages.match.empty}</p>
          <p class="soft">{messages.match.emptyHint}</p>
        </>
      )}
      {settled !== '' && answer === undefined && error === undefined && (
        <p class="soft">{messages.match.looking}…</p>
      )}
      {error !== undefined && <Failure error={error} />}
      {answer && <Matched {...answer} />}
    </section>
  );
}

function Matched({ processes, warnings }: MatchAnswer) {
  const { messages } = useSettings();
  return (
    <>
      <p class={processes.length > 0 ? 'good' : ''}>
        {processes.length > 0 ? messages.match.count(processes.length) : messages.match.none}
      </p>
      {processes.length > 0 &&
        warnings.map((warning) => (
          <p class="notice notice-warning" key={warning}>
            <Icon name="warning" />
            <span>{warning}</span>
          </p>
        ))}
      {processes.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col" class="number">
                {messages.match.pid}
              </th>
              <th scope="col">{messages.match.name}</th>
              <th scope="col">{messages.match.why}</th>
            </tr>
          </thead>
          <tbody>
            {processes.slice(0, MOST_SHOWN).map(({ pid, name, why }) => (
              <tr key={pid}>
                <td class="number">{pid}</td>
                <td class="mono wrap">{name}</td>
                <td class="soft wrap">{why}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {processes.length > MOST_SHOWN && (
        <p class="soft">{messages.match.more(processes.length - MOST_SHOWN)}</p>
      )}
    </>
  );
}

/** The text once typing has paused. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
