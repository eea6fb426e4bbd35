import type { RecordingAnswer } from '../api/answer.ts';

/** What a saved file holds beside the page's own script and style. */
export interface SavedRecording {
  readonly savedAtMs: number;
  readonly answer: RecordingAnswer;
}

export interface FileSources {
  /** The page's own script and style sheet, and their hashes as the page's `integrity` attributes give them. */
  readonly script: string;
  readonly scriptIntegrity: string;
  readonly style: string;
  readonly styleIntegrity: string;
}

export interface FileOptions extends FileSources {
  readonly language: string;
  readonly savedAtMs: number;
}

/** Where a saved file keeps its recording. */
export const SAVED_ID = 'saved-recording';

/**
 * One file that shows a recording with no network and no agent: the page itself, with its script, its style and
 * the data within. Its own policy lets nothing else run or be fetched, whatever the data holds.
 */
export function recordingHtml(answer: RecordingAnswer, options: FileOptions): string {
  const { script, scriptIntegrity, style, styleIntegrity, language, savedAtMs } = options;
  const policy = `default-src 'none'; img-src data:; style-src '${styleIntegrity}'; script-src '${scriptIntegrity}'; base-uri 'none'; form-action 'none'`;
  const saved: SavedRecording = { savedAtMs, answer };
  const title = `${answer.server || answer.system.platform.hostname} · sysinfo-agent`;
  return [
    `<!doctype html><html lang="${escapeHtml(language)}"><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>${escapeHtml(title)}</title><style>${style}</style></head><body><div id="page"></div>`,
    `<script type="application/json" id="${SAVED_ID}">${jsonForScript(saved)}</script>`,
    `<script>${script}</script></body></html>\n`,
  ].join('\n');
}

/** JSON that cannot end the element it stands in, nor begin a comment, nor a line where old parsers see one. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
