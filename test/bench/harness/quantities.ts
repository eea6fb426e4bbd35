/** Numbers as a reader wants them: three digits that mean something. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return 'unknown';
  const size = Math.abs(value);
  if (size >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

export function microseconds(value: number): string {
  return value >= 1000 ? `${digits(value / 1000)} ms` : `${digits(value)} µs`;
}

export function megabytes(bytes: number): string {
  return `${digits(bytes / 2 ** 20)} MB`;
}
