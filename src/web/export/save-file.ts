import type { RecordingAnswer } from '../api/answer.ts';

/** `web-1-nginx-2026-05-04T10-20-30Z.csv`. Names may be hostile: only letters a file name bears are kept. */
export function fileName(answer: RecordingAnswer, ending: string): string {
  const started = new Date(answer.startedAt)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const words = [answer.system.platform.hostname, answer.server ?? '', started].map((word) =>
    word
      .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 60),
  );
  return `${words.filter((word) => word !== '').join('-')}.${ending}`;
}

/** Hands the browser a file to save. */
export function saveFile(name: string, type: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads it after this turn; a minute is plenty for any size.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
