/** A picture of how something grows. */
export interface Plot {
  /** Its name in the folder of results. */
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

export interface LinePlot {
  readonly file: string;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly lines: readonly {
    readonly name: string;
    readonly points: readonly (readonly [x: number, y: number])[];
  }[];
}

interface Axis {
  /** From a value to a place on the paper. */
  place(value: number): number;
  readonly ticks: readonly number[];
}

const WIDTH = 640;
const HEIGHT = 400;
const LEFT = 76;
const RIGHT = 150;
const TOP = 56;
const BOTTOM = 56;
const COLOURS = ['#0b6e99', '#b4540a', '#4b7f2d', '#7a4f9a'];

/** Lines over two logarithmic axes, on which what grows in proportion rises at 45 degrees a decade for a decade. */
export function plotLines({ file, title, xLabel, yLabel, lines }: LinePlot): Plot {
  const points = lines.flatMap((line) => line.points);
  const x = logarithmicAxis(
    points.map(([value]) => value),
    LEFT,
    WIDTH - RIGHT,
  );
  const y = logarithmicAxis(
    points.map(([, value]) => value),
    HEIGHT - BOTTOM,
    TOP,
  );
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(LEFT, 22, title, 'font-size="15" font-weight="bold"'),
    ...x.ticks.map((tick) => verticalRule(x.place(tick), label(tick))),
    ...y.ticks.map((tick) => horizontalRule(y.place(tick), label(tick))),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, xLabel, 'text-anchor="middle"'),
    text(LEFT, TOP - 10, yLabel, 'fill="#555"'),
    ...lines.map((line, index) => drawLine(line, COLOURS[index % COLOURS.length] as string, x, y)),
    '</svg>',
  ].join('\n');
  return { file, title, svg: `${svg}\n` };
}

/** Whole decades, as many as the values need. */
function logarithmicAxis(values: readonly number[], start: number, end: number): Axis {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  const place = (value: number): number => start + ((Math.log10(value) - low) / (high - low)) * (end - start);
  return { place, ticks };
}

function verticalRule(x: number, name: string): string {
  return rule(x, TOP, x, HEIGHT - BOTTOM) + text(x, HEIGHT - BOTTOM + 18, name, 'text-anchor="middle"');
}

function horizontalRule(y: number, name: string): string {
  return rule(LEFT, y, WIDTH - RIGHT, y) + text(LEFT - 8, y + 4, name, 'text-anchor="end"');
}

function rule(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="#ddd"/>`;
}

function drawLine({ name, points }: LinePlot['lines'][number], colour: string, x: Axis, y: Axis): string {
  const places = points.map(([px, py]) => [round(x.place(px)), round(y.place(py))] as const);
  const [lastX, lastY] = places.at(-1) ?? [0, 0];
  return [
    `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${places.map((place) => place.join(',')).join(' ')}"/>`,
    ...places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`),
    text(lastX + 8, lastY + 4, name, `fill="${colour}"`),
  ].join('');
}

function text(x: number, y: number, content: string, attributes: string): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escaped}</text>`;
}

function label(tick: number): string {
  return tick >= 1 ? tick.toLocaleString('en') : String(Number(tick.toPrecision(1)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
