import { useId } from 'preact/hooks';

export interface TextFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  /** What is wrong with the value, if anything. */
  readonly error?: string | undefined;
  readonly placeholder?: string;
  /** Id of a datalist to choose from. */
  readonly list?: string;
  readonly onInput: (text: string) => void;
}

export function TextField({ label, hint, value, error, placeholder, list, onInput }: TextFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        autocomplete="off"
        spellcheck={false}
        value={value}
        placeholder={placeholder}
        list={list}
        aria-describedby={`${id}-hint`}
        aria-invalid={error !== undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} class={error ? 'hint bad' : 'hint'}>
        {error ?? hint}
      </p>
    </div>
  );
}
