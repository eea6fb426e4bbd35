import type { FileSources } from './html-file.ts';

/** The page's script and style, as the browser already has them. */
export async function ownSources(): Promise<FileSources> {
  const script = document.querySelector<HTMLScriptElement>('script[src]');
  const style = document.querySelector<HTMLLinkElement>('link[rel=stylesheet]');
  if (!script || !style) throw new Error('This page does not load its script and style from files.');
  const [scriptText, styleText] = await Promise.all(
    [script.src, style.href].map(async (address) => {
      const response = await fetch(address);
      if (!response.ok) throw new Error(`HTTP ${response.status}: ${address}`);
      return response.text();
    }),
  );
  return {
    script: scriptText ?? '',
    scriptIntegrity: script.integrity,
    style: styleText ?? '',
    styleIntegrity: style.integrity,
  };
}
