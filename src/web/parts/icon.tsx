/** Line drawings on a grid of 16, in the colour of the text around them. They say nothing a label does not. */
const PATHS = {
  table: 'M2 3.5h12v9H2zM2 6.5h12M2 9.5h12M6 6.5v6',
  chart: 'M2 2v12h12M4.5 10l3-4 2.5 2.5L14 4',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.5v9l7.5-4.5z',
  stop: 'M4 4h8v8H4z',
  record: 'M8 3.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z',
  download: 'M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  swap: 'M4.5 2 2 4.5 4.5 7M2 4.5h11M11.5 9 14 11.5 11.5 14M14 11.5H3',
  zoomOut: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.2 10.2 14 14M5 7h4',
  again: 'M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3',
  warning: 'M8 2.2 14.5 13.5h-13zM8 6.5v3.2M8 11.4v.4',
  check: 'M2.5 8.5 6 12l7.5-8',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
