/** What may stand on a terminal: names come from the machine that is measured, and may hold any bytes. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}

export type Alignment = 'left' | 'right';

/**
 * Columns as wide as their widest cell, two spaces between them. The last column is not padded.
 *
 * @param alignments one a column; left where none is given
 */
export function textTable(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[] = [],
): string {
  const cells = rows.map((row) => row.map(printable));
  const widths: number[] = [];
  for (const row of cells) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, [...cell].length);
  }
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => {
        const padding = ' '.repeat((widths[index] ?? 0) - [...cell].length);
        return alignments[index] === 'right' ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  return cells.map((row) => `${line(row)}\n`).join('');
}
