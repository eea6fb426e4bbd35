import { en } from './en.ts';
import type { Messages } from './messages.ts';
import { zh } from './zh.ts';

export type Language = 'en' | 'zh';

export const LANGUAGES: Readonly<Record<Language, Messages>> = { en, zh };

/** @param wanted what the reader chose before, then the browser's languages, best first */
export function chooseLanguage(wanted: readonly (string | undefined)[]): Language {
  for (const tag of wanted) {
    const primary = tag?.toLowerCase().split('-')[0];
    if (primary === 'en' || primary === 'zh') return primary;
  }
  return 'en';
}
