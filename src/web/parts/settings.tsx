import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { createSay, type Say } from '../data/quantity.ts';
import { type Clock, createClock } from '../i18n/clock.ts';
import { chooseLanguage, LANGUAGES, type Language } from '../i18n/language.ts';
import type { Messages } from '../i18n/messages.ts';

export type ThemeChoice = 'auto' | 'light' | 'dark';

/** How this reader wants to be spoken to. */
export interface Settings {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  readonly theme: ThemeChoice;
  readonly setTheme: (theme: ThemeChoice) => void;
  /** Changes whenever the colours on screen do: charts draw them into a canvas and must draw anew. */
  readonly shade: 'light' | 'dark';
  readonly messages: Messages;
  readonly say: Say;
  /** Without zeros at the end, for the round numbers of an axis. */
  readonly sayRound: Say;
  readonly clock: Clock;
}

const SettingsContext = createContext<Settings | undefined>(undefined);

export function useSettings(): Settings {
  const settings = useContext(SettingsContext);
  if (!settings) throw new Error('outside of SettingsProvider');
  return settings;
}

export function SettingsProvider({ children }: { readonly children: ComponentChildren }) {
  const [language, setLanguage] = useState<Language>(() =>
    chooseLanguage([remembered('language'), ...navigator.languages]),
  );
  const [theme, setTheme] = useState<ThemeChoice>(() => themeChoice(remembered('theme')));
  const systemIsDark = useMedia('(prefers-color-scheme: dark)');
  const shade = theme === 'auto' ? (systemIsDark ? 'dark' : 'light') : theme;
  // Before anything is drawn: charts read the colours of the theme while they are made.
  document.documentElement.dataset.theme = shade;
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : language;
  }, [language]);
  const settings = useMemo<Settings>(
    () => ({
      language,
      setLanguage: (chosen) => setLanguage(remember('language', chosen)),
      theme,
      setTheme: (chosen) => setTheme(remember('theme', chosen)),
      shade,
      messages: LANGUAGES[language],
      say: createSay(localeOf(language)),
      sayRound: createSay(localeOf(language), 'round'),
      clock: createClock(localeOf(language)),
    }),
    [language, theme, shade],
  );
  return <SettingsContext.Provider value={settings}>{children}</SettingsContext.Provider>;
}

/** The reader's own kind of English or Chinese, where the browser names one: 31 Dec or Dec 31. */
function localeOf(language: Language): string {
  return navigator.languages.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;
}

function themeChoice(text: string | undefined): ThemeChoice {
  return text === 'light' || text === 'dark' ? text : 'auto';
}

/** Storage may be denied, as for a file opened from disk; then a choice lasts as long as the page. */
function remembered(name: string): string | undefined {
  try {
    return localStorage.getItem(`sysinfo-agent.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

function remember<Choice extends string>(name: string, choice: Choice): Choice {
  try {
    localStorage.setItem(`sysinfo-agent.${name}`, choice);
  } catch {
    // Denied: see above.
  }
  return choice;
}

export function useMedia(query: string): boolean {
  const media = useMemo(() => matchMedia(query), [query]);
  const [matches, setMatches] = useState(media.matches);
  useEffect(() => {
    const update = () => setMatches(media.matches);
    media.addEventListener('change', update);
    return () => media.removeEventListener('change', update);
  }, [media]);
  return matches;
}
