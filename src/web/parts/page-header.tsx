import { type Place, placeAddress } from '../address.ts';
import { LANGUAGES, type Language } from '../i18n/language.ts';
import { type ThemeChoice, useSettings } from './settings.tsx';

export interface PageHeaderProps {
  readonly hostname: string;
  /** Absent in a saved file, which has nowhere to go. */
  readonly place: Place | undefined;
}

export function PageHeader({ hostname, place }: PageHeaderProps) {
  const { messages, language, setLanguage, theme, setTheme } = useSettings();
  const { nav } = messages;
  return (
    <header class="page-header">
      <a class="brand" href={placeAddress({ view: 'live' })}>
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <path d="M2.5 14h4l3-9 5 14 3-8.5 1.5 3.5h2.5" />
        </svg>
        <span class="brand-name">{hostname || 'sysinfo-agent'}</span>
      </a>
      {place && (
        <nav aria-label={nav.label}>
          <NavLink to={{ view: 'live' }} current={place.view === 'live'} label={nav.live} />
          <NavLink to={{ view: 'record' }} current={place.view === 'record'} label={nav.record} />
          <NavLink
            to={{ view: 'recordings' }}
            current={place.view === 'recordings' || place.view === 'recording' || place.view === 'compare'}
            label={nav.recordings}
          />
        </nav>
      )}
      <div class="choices">
        <select
          aria-label={nav.language}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value as Language)}
        >
          {Object.entries(LANGUAGES).map(([tag, { languageName }]) => (
            <option key={tag} value={tag}>
              {languageName}
            </option>
          ))}
        </select>
        <select
          aria-label={nav.theme}
          value={theme}
          onChange={(event) => setTheme(event.currentTarget.value as ThemeChoice)}
        >
          {Object.entries(nav.themes).map(([choice, name]) => (
            <option key={choice} value={choice}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </header>
  );
}

function NavLink({
  to,
  current,
  label,
}: {
  readonly to: Place;
  readonly current: boolean;
  readonly label: string;
}) {
  return (
    <a href={placeAddress(to)} aria-current={current ? 'page' : undefined}>
      {label}
    </a>
  );
}
