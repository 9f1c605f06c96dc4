/** Text for a terminal: what others have said may hold control characters. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

/** Rows in columns two spaces apart; lines end without spaces. */
export const textTable = (rows: readonly (readonly string[])[]): string => {
  const lines = rows.map((line) => line.map(printable));
  const width = (column: number): number => Math.max(...lines.map((line) => line[column]?.length ?? 0));
  return lines
    .map((line) => line.map((cell, column) => cell.padEnd(width(column))).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
};
