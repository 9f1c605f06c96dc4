/** A name, then sizes in bytes. */
type Row = readonly [name: string, ...bytes: number[]];

/** Sizes in KB (1000 bytes) under a heading; the closing line counts the functions and adds their sizes up. */
export const table = (heading: readonly [string, ...string[]], rows: readonly Row[]): string => {
  const [, ...columns] = heading;
  const sums = columns.map((_, column) => rows.reduce((sum, [, ...bytes]) => sum + (bytes[column] ?? 0), 0));
  const total: Row = [`${rows.length} functions`, ...sums];
  const lines = [heading, ...[...rows, total].map(inKilobytes)];
  const widths = heading.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => `${aligned(line, widths)}\n`).join('');
};

const inKilobytes = ([name, ...bytes]: Row): string[] => [
  name,
  ...bytes.map((size) => (size / 1000).toFixed(1)),
];

const aligned = (
  [name = '', ...cells]: readonly string[],
  [first = 0, ...widths]: readonly number[],
): string =>
  [name.padEnd(first), ...cells.map((cell, column) => cell.padStart(widths[column] ?? 0))].join('  ');
