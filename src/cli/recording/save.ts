import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordingAnswer } from '../../web/api/answer.ts';
import { readRecording } from '../../web/data/recorded.ts';
import { recordingCsv } from '../../web/export/csv.ts';
import { type FileSources, recordingHtml } from '../../web/export/html-file.ts';
import { UsageError } from '../usage-error.ts';

/** The page as the build leaves it; the same from src/ and from dist/. */
const assetsDir = fileURLToPath(new URL('../../../dist/web/assets', import.meta.url));

const endings = ['.json', '.csv', '.html'] as const;

/** @throws UsageError when the name's ending says no format */
export function checkOutName(file: string): void {
  if (!endings.some((ending) => ending === extname(file))) {
    throw new UsageError(`--out takes a file that ends in .json, .csv or .html; got ${JSON.stringify(file)}`);
  }
}

/** Writes the recording in the format that the file's name says. @throws the system's error */
export function saveRecording(answer: RecordingAnswer, file: string, savedAtMs: number): void {
  writeFileSync(file, contentOf(answer, extname(file), savedAtMs));
}

function contentOf(answer: RecordingAnswer, ending: string, savedAtMs: number): string {
  if (ending === '.json') return `${JSON.stringify(answer)}\n`;
  if (ending === '.csv') return recordingCsv(readRecording(answer));
  return recordingHtml(answer, { ...pageSources(), language: 'en', savedAtMs });
}

/** The page's own script and style: the file shows itself with them. */
function pageSources(): FileSources {
  const [script, style] = ['.js', '.css'].map((ending) => {
    const name = readdirSync(assetsDir).find((each) => extname(each) === ending);
    return name === undefined ? '' : readFileSync(`${assetsDir}/${name}`, 'utf8');
  });
  return {
    script: script ?? '',
    scriptIntegrity: integrityOf(script ?? ''),
    style: style ?? '',
    styleIntegrity: integrityOf(style ?? ''),
  };
}

function integrityOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** `run.json` of several agents: `run.web1.json` and so on, by what sets their addresses apart. */
export function outNameFor(file: string, agentName: string, isOnlyOne: boolean): string {
  if (isOnlyOne) return file;
  const ending = extname(file);
  const word = agentName
    .replace(/^https?:\/\//, '')
    .replaceAll(/[^A-Za-z0-9.-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return `${file.slice(0, -ending.length)}.${word}${ending}`;
}
