import { describe, expect, it } from 'vitest';
import { printable, textTable } from '../../lib/cli/text-table.ts';

describe('textTable', () => {
  it('aligns columns, and ends lines without spaces', () => {
    const rows = [
      ['NAME', 'STATE'],
      ['a longer name', 'ok'],
      ['b', ''],
    ];
    expect(textTable(rows)).toBe('NAME           STATE\na longer name  ok\nb\n');
  });

  it('keeps a cell on its line', () => {
    expect(textTable([['one\ntwo', 'x']])).toBe('one two  x\n');
  });
});

describe('printable', () => {
  it('takes from text what would move a terminal', () => {
    expect(printable('\u001b[2Jportal\r\nname\u0007\u009b31m')).toBe(' [2Jportal name 31m');
  });
});
