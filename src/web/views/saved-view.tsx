import { useMemo } from 'preact/hooks';
import { readRecording } from '../data/recorded.ts';
import type { SavedRecording } from '../export/html-file.ts';
import { useSettings } from '../parts/settings.tsx';
import { DownloadButtons } from './download-buttons.tsx';
import { RecordingPage } from './recording-page.tsx';

/** The view of a saved file: the recording it brings along, and no agent. */
export function SavedView({ saved }: { readonly saved: SavedRecording }) {
  const { messages, clock } = useSettings();
  const recorded = useMemo(() => readRecording(saved.answer), [saved]);
  return (
    <>
      <RecordingPage recorded={recorded}>
        <DownloadButtons recorded={recorded} />
      </RecordingPage>
      <p class="zone">{messages.read.exported(clock.dateTime(saved.savedAtMs))}</p>
    </>
  );
}
