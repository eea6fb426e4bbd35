import type { Recorded } from '../data/recorded.ts';
import { recordingCsv } from '../export/csv.ts';
import { recordingHtml } from '../export/html-file.ts';
import { ownSources } from '../export/own-sources.ts';
import { fileName, saveFile } from '../export/save-file.ts';
import { isSavedFile } from '../export/saved.ts';
import { Icon } from '../parts/icon.tsx';
import { useSettings } from '../parts/settings.tsx';

/** The recording as a file, in each of its forms. */
export function DownloadButtons({ recorded }: { readonly recorded: Recorded }) {
  const { messages, language } = useSettings();
  const { answer } = recorded;
  const forms = [
    ['JSON', 'json', 'application/json', async () => JSON.stringify(answer)],
    ['CSV', 'csv', 'text/csv', async () => recordingCsv(recorded)],
    [
      messages.read.html,
      'html',
      'text/html',
      async () => recordingHtml(answer, { language, savedAtMs: Date.now(), ...(await ownSources()) }),
    ],
  ] as const;
  return (
    <>
      {forms
        .filter(([, ending]) => ending !== 'html' || !isSavedFile())
        .map(([label, ending, type, make]) => (
          <button
            key={ending}
            type="button"
            class="button"
            aria-label={`${messages.read.download}: ${label}`}
            onClick={() => void make().then((content) => saveFile(fileName(answer, ending), type, content))}
          >
            <Icon name="download" />
            {label}
          </button>
        ))}
    </>
  );
}
