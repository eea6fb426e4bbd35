import type { Points } from './chart-data.ts';

/**
 * Layers laid on each other: each becomes its own value plus all below. Where a lower layer is unknown the
 * ones above it have nothing to stand on and are unknown too.
 */
export function stackLayers(layers: readonly Points[]): Points[] {
  let below: Points | undefined;
  return layers.map((layer) => {
    const base = below;
    const top: Points = base ? layer.map((value, index) => add(value, base[index])) : layer;
    below = top;
    return top;
  });
}

function add(value: number | null | undefined, base: number | null | undefined): number | null | undefined {
  if (value === null || base === null) return null;
  return value === undefined || base === undefined ? undefined : value + base;
}
