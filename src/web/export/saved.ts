import { SAVED_ID, type SavedRecording } from './html-file.ts';

/** Whether this page is a file that somebody saved: there is no agent to ask. */
export function isSavedFile(): boolean {
  return document.getElementById(SAVED_ID) !== null;
}

/** The recording a saved file brings along. */
export function readSaved(): SavedRecording | undefined {
  const text = document.getElementById(SAVED_ID)?.textContent;
  return text ? (JSON.parse(text) as SavedRecording) : undefined;
}
