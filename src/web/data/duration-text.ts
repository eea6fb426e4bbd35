/** Seconds in what a person types: `90`, `1.5`, `90s`, `5m`, `2h`, `1h30m`, `1d`. `undefined` when it is none of these. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return positive(Number(trimmed));
  if (!/^(\d+(\.\d+)?\s*[dhms]\s*)+$/.test(trimmed)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*([dhms])/g)) {
    seconds += Number(amount) * (SECONDS[unit as keyof typeof SECONDS] ?? 0);
  }
  return positive(seconds);
}

const SECONDS = { d: 86_400, h: 3600, m: 60, s: 1 };

function positive(seconds: number): number | undefined {
  return seconds > 0 && Number.isFinite(seconds) ? seconds : undefined;
}
