import type { Output } from '../output.ts';
import { printable } from '../text-table.ts';
import type { CheckResult } from './checkup.ts';

const styles = { ok: 'green', warn: 'yellow', fail: 'red', skipped: 'gray' } as const;

/** A row per check, its cure beneath it, and a summary. */
export const reportText = (results: readonly CheckResult[], output: Output): string => {
  const nameWidth = Math.max(...results.map(({ name }) => name.length));
  const statusWidth = Math.max(...Object.keys(styles).map((status) => status.length));
  const indent = ' '.repeat(statusWidth + nameWidth + 4);
  const lines = results.map(({ status, name, seen, cure }) => {
    const row = `${output.paint(styles[status], status.padEnd(statusWidth))}  ${name.padEnd(nameWidth)}  ${printable(seen)}\n`;
    return cure === undefined ? row : `${row}${indent}${output.paint('bold', '→')} ${printable(cure)}\n`;
  });
  return `${lines.join('')}\n${summary(results)}\n`;
};

const summary = (results: readonly CheckResult[]): string => {
  const count = (status: CheckResult['status']): number =>
    results.filter((each) => each.status === status).length;
  const first = results.find(({ status }) => status === 'fail');
  if (first === undefined) {
    const warnings = count('warn');
    return warnings === 0 ? 'All is well.' : `All works; ${warnings} to look at.`;
  }
  return `${count('fail')} failed, ${count('skipped')} skipped; start with: ${first.name}.`;
};
