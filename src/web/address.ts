/** What the part of the address behind `#` asks to see. Every view can be shared by its address. */
export type Place =
  | { readonly view: 'live' }
  | { readonly view: 'record' }
  | { readonly view: 'recordings' }
  | { readonly view: 'recording'; readonly hash: string }
  | { readonly view: 'compare'; readonly a: string; readonly b: string };

/** Anything unknown opens the live view. */
export function parsePlace(fragment: string): Place {
  const [view = '', first, second] = fragment
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decode);
  if (view === 'record' || view === 'recordings') return { view };
  if (view === 'recording' && first) return { view, hash: first };
  if (view === 'compare' && first && second) return { view, a: first, b: second };
  return { view: 'live' };
}

export function placeAddress(place: Place): string {
  switch (place.view) {
    case 'live':
      return '#/';
    case 'recording':
      return `#/recording/${encodeURIComponent(place.hash)}`;
    case 'compare':
      return `#/compare/${encodeURIComponent(place.a)}/${encodeURIComponent(place.b)}`;
    default:
      return `#/${place.view}`;
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
