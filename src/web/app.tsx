import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Place, parsePlace, placeAddress } from './address.ts';
import { agent } from './api/client.ts';
import type { SavedRecording } from './export/html-file.ts';
import { PageHeader } from './parts/page-header.tsx';
import { SettingsProvider, useSettings } from './parts/settings.tsx';
import { CompareView } from './views/compare-view.tsx';
import { LiveView } from './views/live-view.tsx';
import type { RecordSettings } from './views/record-form.tsx';
import { RecordView } from './views/record-view.tsx';
import { RecordingView } from './views/recording-view.tsx';
import { RecordingsView } from './views/recordings-view.tsx';
import { SavedView } from './views/saved-view.tsx';

/** @param saved present in a file that somebody saved: then this one recording is all there is to see */
export function App({ saved }: { readonly saved: SavedRecording | undefined }) {
  return (
    <SettingsProvider>
      <Page saved={saved} />
    </SettingsProvider>
  );
}

function Page({ saved }: { readonly saved: SavedRecording | undefined }) {
  const { messages } = useSettings();
  const place = usePlace();
  const main = useRef<HTMLElement>(null);
  const [hostname, setHostname] = useState(saved?.answer.system.platform.hostname ?? '');
  const [again, setAgain] = useState<RecordSettings | undefined>();
  useEffect(() => {
    if (hostname !== '') return;
    // Failing is no matter here: the view says so itself, and the next one asks again.
    agent.latest().then(
      ({ system }) => setHostname(system.platform.hostname),
      () => undefined,
    );
  }, [hostname, place]);
  const onAgain = useCallback((settings: RecordSettings) => {
    setAgain(settings);
    location.hash = placeAddress({ view: 'record' });
  }, []);
  useEffect(() => {
    document.title = hostname ? `${hostname} · sysinfo-agent` : 'sysinfo-agent';
  }, [hostname]);
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {messages.nav.skip}
      </button>
      <PageHeader hostname={hostname} place={saved ? undefined : place} />
      <main ref={main} tabIndex={-1}>
        {saved ? <SavedView saved={saved} /> : <View place={place} again={again} onAgain={onAgain} />}
      </main>
    </>
  );
}

interface ViewProps {
  readonly place: Place;
  readonly again: RecordSettings | undefined;
  readonly onAgain: (settings: RecordSettings) => void;
}

function View({ place, again, onAgain }: ViewProps) {
  switch (place.view) {
    case 'live':
      return <LiveView />;
    case 'record':
      return <RecordView initial={again} />;
    case 'recordings':
      return <RecordingsView />;
    case 'recording':
      return <RecordingView key={place.hash} hash={place.hash} onAgain={onAgain} />;
    case 'compare':
      return <CompareView key={`${place.a} ${place.b}`} a={place.a} b={place.b} />;
  }
}

function usePlace(): Place {
  const [place, setPlace] = useState(() => parsePlace(location.hash));
  useEffect(() => {
    const update = () => {
      setPlace(parsePlace(location.hash));
      scrollTo(0, 0);
    };
    addEventListener('hashchange', update);
    return () => removeEventListener('hashchange', update);
  }, []);
  return place;
}
