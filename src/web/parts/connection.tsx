import { Icon } from './icon.tsx';
import { useSettings } from './settings.tsx';

/** The place where a lost connection is said; it is there before, so that a screen reader hears the change. */
export function ConnectionNotice({ lost }: { readonly lost: boolean }) {
  const { messages } = useSettings();
  return (
    <div class="live-region" role="status">
      {lost && (
        <p class="notice notice-warning">
          <Icon name="warning" />
          <span>
            <strong>{messages.connection.lost}.</strong> {messages.connection.lostDetail}
          </span>
        </p>
      )}
    </div>
  );
}
