/** The theme's colours, read from the style sheet: canvas knows no custom properties. */
export interface Palette {
  readonly series: readonly string[];
  readonly text: string;
  readonly grid: string;
  /** From idle to full. */
  readonly heat: readonly string[];
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    series: Array.from({ length: 8 }, (_, index) => read(`--series-${index}`)),
    text: read('--text-soft'),
    grid: read('--grid'),
    heat: Array.from({ length: 5 }, (_, index) => read(`--heat-${index}`)),
  };
}

export function seriesColour(palette: Palette, colour: number): string {
  return palette.series[colour % palette.series.length] ?? palette.text;
}

/** @param hex `#rrggbb` */
export function rgbOf(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

export function withAlpha(hex: string, alpha: number): string {
  return `rgba(${rgbOf(hex).join(',')},${alpha})`;
}

/** @param share 0–1 along the stops */
export function mixStops(
  stops: readonly [number, number, number][],
  share: number,
): [number, number, number] {
  const at = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const low = stops[Math.floor(at)] ?? [0, 0, 0];
  const high = stops[Math.ceil(at)] ?? low;
  const part = at - Math.floor(at);
  return [0, 1, 2].map((channel) => {
    const from = low[channel] ?? 0;
    return Math.round(from + ((high[channel] ?? 0) - from) * part);
  }) as [number, number, number];
}
