import { useState } from 'preact/hooks';
import type { Recorded } from '../data/recorded.ts';
import { recordingCsv } from '../export/csv.ts';
import { recordingHtml } from '../export/html-file.ts';
import { ownSources } from '../export/own-sources.ts';
import { fileName, saveFile } from '../export/save-file.ts';
import { isSavedFile } from '../export/saved.ts';
import { Complaint } from '../parts/failure.tsx';
import { Icon } from '../parts/icon.tsx';
import { useSettings } from '../parts/settings.tsx';

/** The recording as a file, in each of its forms. */
export function DownloadButtons({ recorded }: { readonly recorded: Recorded }) {
  const { messages, language } = useSettings();
  const { answer } = recorded;
  const [error, setError] = useState<unknown>();
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
  const save = async (name: string, type: string, make: () => Promise<string>) => {
    try {
      saveFile(name, type, await make());
      setError(undefined);
    } catch (failed) {
      setError(failed);
    }
  };
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
            onClick={() => void save(fileName(answer, ending), type, make)}
          >
            <Icon name="download" />
            {label}
          </button>
        ))}
      <Complaint error={error} />
    </>
  );
}
