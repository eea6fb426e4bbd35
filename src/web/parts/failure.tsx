import { RequestError } from '../api/client.ts';
import { Icon } from './icon.tsx';
import { useSettings } from './settings.tsx';

export interface FailureProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** A view that could not be filled: why, and what to do about it. */
export function Failure({ error, onRetry }: FailureProps) {
  const { messages } = useSettings();
  const [title, detail] = failureWords(error, messages);
  return (
    <div class="state" role="alert">
      <Icon name="warning" />
      <h2>{title}</h2>
      <p>{detail}</p>
      {onRetry && (
        <button type="button" class="button" onClick={onRetry}>
          {messages.retry}
        </button>
      )}
    </div>
  );
}

/** A button's action that failed, said beside it. */
export function Complaint({ error }: { readonly error: unknown }) {
  const { messages } = useSettings();
  return (
    <span role="alert" class="bad">
      {error === undefined ? '' : failureWords(error, messages).join(' ')}
    </span>
  );
}

function failureWords(
  error: unknown,
  messages: ReturnType<typeof useSettings>['messages'],
): [string, string] {
  if (!(error instanceof RequestError)) return [messages.failed, String(error)];
  if (error.code === 'unknown_hash') return [messages.read.notFound, messages.read.notFoundHint];
  if (error.code === 'unreachable') return [messages.unreachable, messages.unreachableHint];
  return [messages.failed, error.message];
}
