import type { Result } from './run.ts';

const HEADING = [
  'scenario',
  'sent',
  '2xx',
  '5xx',
  'on the bus',
  'lost',
  'duplicates',
  'recovery, s',
] as const;

const rowOf = ({ scenario, account, recovery }: Result): string[] => [
  scenario,
  ...[
    account.sent,
    account.accepted,
    account.refused,
    account.onTheBus,
    account.lost.length,
    account.duplicates,
  ].map(grouped),
  recovery.toFixed(1),
];

export const grouped = (number: number): string => number.toLocaleString('en-US');

export const sumOf = (results: readonly Result[], of: (result: Result) => number): number =>
  results.reduce((sum, result) => sum + of(result), 0);

const totals = (results: readonly Result[]): string[] => [
  'all',
  ...[
    ({ account }: Result) => account.sent,
    ({ account }: Result) => account.accepted,
    ({ account }: Result) => account.refused,
    ({ account }: Result) => account.onTheBus,
    ({ account }: Result) => account.lost.length,
    ({ account }: Result) => account.duplicates,
  ].map((of) => grouped(sumOf(results, of))),
  '',
];

/** The table, as Markdown that is legible on a terminal, too. */
export const tableOf = (results: readonly Result[]): string => {
  const rows = [[...HEADING], ...results.map(rowOf), totals(results)];
  const widths = HEADING.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const [heading = [], ...body] = rows;
  return [line(heading), rule, ...body.map(line)].join('\n');
};

/** Where the duplicates come from, by scenario. */
export const duplicatesOf = (results: readonly Result[]): string =>
  results
    .filter(({ account }) => account.duplicates > 0)
    .map(({ scenario, account }) => {
      const causes = Object.entries(account.explained).map(([cause, count]) => `${grouped(count)} ${cause}`);
      return `- ${scenario}: ${causes.join(', ')}`;
    })
    .join('\n');

/** What is wrong with a result; empty if nothing is. */
export const faultsOf = ({ scenario, account }: Result): string[] =>
  (['lost', 'unlogged', 'misnamed', 'unexplained'] as const)
    .filter((kind) => account[kind].length > 0)
    .map((kind) => `${scenario}: ${account[kind].length} ${told[kind]}, such as ${account[kind][0]}`);

const told = {
  lost: 'events lost',
  unlogged: 'events answered 503 without an UNDELIVERED record',
  misnamed: 'events under another id than they were answered with',
  unexplained: 'events with duplicates that nothing explains',
};
