import type { ComponentChildren } from 'preact';

export interface ScrollRegionProps {
  readonly label: string;
  readonly class?: string;
  /** In pixels; as high as its content when absent. */
  readonly height?: number;
  readonly children: ComponentChildren;
}

/** Where wide or long tables scroll, so that the page never does sideways. */
export function ScrollRegion({ label, class: more = '', height, children }: ScrollRegionProps) {
  return (
    <section
      class={`table-scroll ${more}`}
      aria-label={label}
      {...(height !== undefined && { style: { height } })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {children}
    </section>
  );
}
