import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { useSettings } from './settings.tsx';

/** A line to copy into a shell. Where the clipboard is denied, as on plain HTTP, it is selected instead. */
export function CopyLine({ text, label }: { readonly text: string; readonly label: string }) {
  const { messages } = useSettings();
  const [copied, setCopied] = useState(false);
  const copy = async (code: Element | null) => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    } catch {
      if (code) getSelection()?.selectAllChildren(code);
    }
  };
  return (
    <div class="copy-line">
      <code>{text}</code>
      <button
        type="button"
        class="icon-button"
        aria-label={`${messages.record.copy}: ${label}`}
        title={copied ? messages.record.copied : messages.record.copy}
        onClick={(event) => void copy(event.currentTarget.previousElementSibling)}
      >
        <Icon name={copied ? 'check' : 'copy'} />
      </button>
    </div>
  );
}
