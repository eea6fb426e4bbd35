/** Times in the viewer's zone, lengths of time, and the zone's name. */
export interface Clock {
  readonly time: (epochMs: number) => string;
  /** A time on an axis whose labels are `stepMs` apart: no finer than needed. */
  readonly tick: (epochMs: number, stepMs: number) => string;
  readonly dateTime: (epochMs: number) => string;
  /** A length of time in its two largest units: `1 h 30 min`. */
  readonly span: (seconds: number) => string;
  /** Time since a start as an axis says it: `1:05`, `2:00:00`. */
  readonly elapsed: (ms: number) => string;
  readonly zone: string;
}

/** @param zone an IANA zone; the viewer's own when absent */
export function createClock(language: string, zone?: string): Clock {
  const timeZone = zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const minutes = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  const clock = { ...minutes, second: '2-digit' } as const;
  const time = new Intl.DateTimeFormat(language, clock);
  const minute = new Intl.DateTimeFormat(language, minutes);
  const day = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', timeZone });
  const dateTime = new Intl.DateTimeFormat(language, {
    ...clock,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    timeZoneName: 'short',
  });
  const units = SPAN_UNITS.map(([unit, seconds]) => ({
    seconds,
    format: new Intl.NumberFormat(language, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: unit === 'second' ? 1 : 0,
    }),
  }));
  return {
    time: (epochMs) => time.format(epochMs),
    tick: (epochMs, stepMs) =>
      (stepMs >= 86_400_000 ? day : stepMs >= 60_000 ? minute : time).format(epochMs),
    dateTime: (epochMs) => dateTime.format(epochMs),
    span: (seconds) => spanText(seconds, units),
    elapsed: elapsedText,
    zone: `${timeZone} (${offsetName(timeZone)})`,
  };
}

const SPAN_UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

function spanText(total: number, units: readonly { seconds: number; format: Intl.NumberFormat }[]): string {
  const rounded = total < 60 ? Math.round(total * 10) / 10 : Math.round(total);
  const first = units.findIndex(({ seconds }) => rounded >= seconds);
  const at = first < 0 ? units.length - 1 : first;
  let rest = rounded;
  const parts: string[] = [];
  for (const { seconds, format } of units.slice(at, at + 2)) {
    const amount = seconds === 1 ? rest : Math.floor(rest / seconds);
    if (amount > 0 || parts.length === 0) parts.push(format.format(amount));
    rest -= amount * seconds;
  }
  return parts.join(' ');
}

function elapsedText(ms: number): string {
  const seconds = Math.max(0, ms / 1000);
  const whole = Math.floor(seconds);
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const fraction = Math.round((seconds - whole) * 10);
  const tail = fraction > 0 && fraction < 10 ? `.${fraction}` : '';
  return `${hours > 0 ? `${hours}:${pad(minutes)}` : minutes}:${pad(whole % 60)}${tail}`;
}

function offsetName(timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(
    Date.now(),
  );
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT').replace('GMT', 'UTC');
}
