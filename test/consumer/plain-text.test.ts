import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toPlainText } from '../../lib/consumer/index.ts';

describe('plain text', () => {
  test.each([
    ['is what it was without BBCode', 'Привет, Ян 🙂 1 < 2 & [1] a[0]', 'Привет, Ян 🙂 1 < 2 & [1] a[0]'],
    ['keeps lines and indentation', '  a\n\n  b', '  a\n\n  b'],
    ['ends where the text ends', 'a\n \n', 'a'],
    ['has one kind of line break', 'a\r\nb[br]c[BR]d#BR#e', 'a\nb\nc\nd\ne'],
    ['has no styles', '[b]a[/b] [i]б[/i] [u]🙂[/u] [s]d[/s] [B][I]e[/I][/B]', 'a б 🙂 d e'],
    ['has no fonts', '[size=20]a[/size][color=#ff0000]b[/color][font=Arial]c[/font]', 'abc'],
    ['has no tags that overlap', '[b]a[i]b[/b]c[/i]', 'abc'],
    [
      'has a link with its address',
      '[url=https://e.com/?a=1&b=2]сайт[/url].',
      'сайт (https://e.com/?a=1&b=2).',
    ],
    ['has a link once that shows its address', '[URL=https://e.com]https://e.com[/URL]', 'https://e.com'],
    ['has a link that is its own address', '[url]https://e.com[/url]', 'https://e.com'],
    ['has a link without a text', '[url=https://e.com][/url]', 'https://e.com'],
    ['has a link with styles in it', '[url=https://e.com][b]us[/b][/url]', 'us (https://e.com)'],
    [
      'has a link whose address is escaped',
      '[url=https://e.com/?a=1&amp;b=2]x[/url]',
      'x (https://e.com/?a=1&b=2)',
    ],
    [
      'has a link with brackets',
      '[url=https://e.com/?a[b]=1&c[d]=2]x[/url]',
      'x (https://e.com/?a[b]=1&c[d]=2)',
    ],
    ['has a link with one bracket', '[url=https://e.com/a[b]x[/url]', 'x (https://e.com/a[b)'],
    ['has a link in a link', '[url=a:1]x[url=b:2]y[/url][/url]', 'xy (b:2) (a:1)'],
    ['has an address that is nowhere', '[url=]x[/url]', 'x'],
    [
      'has names',
      '[user=5]Ян Ли[/user] [chat=7]Отдел[/chat] [USER=5 REPLACE]Jane[/USER]',
      'Ян Ли Отдел Jane',
    ],
    [
      'has names that are not given',
      '[user=5][/user], [chat=7][/chat], [USER=6 REPLACE][/USER]',
      'User 5, Chat 7, User 6',
    ],
    ['has a place', '[context=chat123/456]here[/context] [pch=1]there[/pch]', 'here there'],
    [
      'has actions',
      '[send=/start now]Start[/send] [put=/help]Help[/put] [call=+49 30 1]call us[/call]',
      'Start Help call us',
    ],
    [
      'has actions without a text',
      '[send=/start][/send] [put]/help[/put] [call]+49 30 1[/call]',
      '/start /help +49 30 1',
    ],
    ['has an image as its address', '[img size=medium]https://e.com/a.jpg [/img]', 'https://e.com/a.jpg'],
    [
      'has an icon as its title',
      'a [icon=https://e.com/i.png size=20 title=a &amp; b width=5] c',
      'a (a & b) c',
    ],
    ['has no icon without a title', 'a [icon=https://e.com/i.png] c', 'a  c'],
    ['has a file by its number', 'See [disk=123]', 'See [file 123]'],
    ['has a moment', '[timestamp=1645844720 format=SHORT_TIME_FORMAT]!', '2022-02-26 03:05:20 UTC!'],
    ['has no date of the portal', '[date=2026-01-01T00:00:00+03:00]soon[/date]', 'soon'],
    ['has a quote on lines of its own', 'He said[quote]yes[/quote]and no', 'He said\nyes\nand no'],
    ['has no empty lines around a quote', 'a\n[quote]\nb\n[/quote]\nc', 'a\nb\nc'],
    ['has quotes of the messenger', '>>a\n>>b\nc', '>>a\n>>b\nc'],
    [
      'has code as it is',
      'a [code]\nif (a[i] &lt; [b]1[/b]) [br]\n[/code] z',
      'a \nif (a[i] &lt; [b]1[/b]) [br]\n z',
    ],
    ['has a list', 'Todo:[list]\n[*]a\n[*][b]b[/b]\n[/list]\ndone', 'Todo:\n- a\n- b\ndone'],
    ['has a list in a line', '[list=1][*]a[*]b[/list]', '- a\n- b'],
  ])('%s', (_name, bbcode, text) => {
    expect(toPlainText(bbcode)).toBe(text);
  });

  test('has the quoted message of the messenger', () => {
    const rule = '-'.repeat(54);
    const text = `${rule}\nЯн Ли [22.11.2026 14:33]\nHello [b]all[/b]\n${rule}\nYes`;
    expect(toPlainText(text)).toBe(text.replace('[b]all[/b]', 'all'));
  });

  test('has characters that the portal has escaped, once', () => {
    const escaped = '&quot;&lt;&gt;&amp;&#039;&#39;&nbsp;&#91;&#93;&#092;&#036;&#33;&#124;&#169;&#153;&#174;';
    expect(toPlainText(`${escaped}.`)).toBe("\"<>&'' []\\$!|©™®.");
    expect(toPlainText('&amp;lt; &#91;b&#93; &eacute; &toString; & &;')).toBe(
      '&lt; [b] &eacute; &toString; & &;',
    );
  });
});

describe('what is no tag of Bitrix24 stays', () => {
  test.each([
    ...['[1]', '[x]', '[ ]', '[]', '[[', ']]', '[', ']', '[привет]', '[bold]a[/bold]', '[b', '[/', '[=]'],
    ...['a[i] = b[s]', '[b]a', 'a[/b]', '[i = 0] [/i]', '[b ]a[/b]', '[b]a[/b ]', '[url=https://e.com]x'],
    ...['[url=https://\ne.com]x[/url]', '[*] a', '[/br]', '[br=1]', '[disk=x]', '[disk]', '[timestamp=soon]'],
    ...['[timestamp=99999999999999]', '[code]a', '[/code]', '[LIKE]', '[RATING=5]', '[attach=1]'],
  ])('%s', (text) => {
    expect(toPlainText(text)).toBe(text);
  });
});

describe('any text', () => {
  const pieces =
    '[ ] / = [b] [/b] [B] [i] [/i] [url [url= [url] [/url] [url=https://e.com] [code] [/code] [list] [*] [/list] ' +
    '[quote] [/quote] [user=5] [/user] [br] #BR# [send= [/send] [icon= title= size= [timestamp=1] [disk=1] &amp; &lt; ' +
    '& ; я 🙂 [b]Jane:[/b][br] toString __proto__ 1 https://e.com';
  const piece = fc.constantFrom(...pieces.split(' '), ' ', '\n', '\r\n', '\ud83d');
  const noise = fc.oneof(
    fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  );

  test('becomes text, however malformed', () => {
    fc.assert(
      fc.property(noise, (text) => {
        expect(typeof toPlainText(text)).toBe('string');
      }),
      { numRuns: 3000 },
    );
  });

  test('loses none of its words, and no tag is left', () => {
    const word = fc.constantFrom('Привет', '🙂', 'hello', '[1]', 'a[0]', '<&>', '[x]', '[code]hello[/code]');
    const around = fc.constantFrom(
      ...[
        ['[b]', '[/b]'],
        ['[I]', '[/I]'],
        ['[size=20]', '[/size]'],
        ['[quote]', '[/quote]'],
        ['[br]', '\n'],
      ],
      ...[
        ['[list][*]', '[/list]'],
        ['[user=5]', '[/user]'],
        ['[send=/x]', '[/send]'],
        ['[icon=x]', '[br]'],
      ],
      ...[
        ['[context=chat1/2]', '[/context]'],
        ['[color=#fff]', '[/color]'],
      ],
    );
    const tree = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        word,
        fc
          .tuple(around, fc.array(tie('node'), { minLength: 1, maxLength: 4 }))
          .map(([[open, close], inside]) => `${open}${inside.join(' ')}${close}`),
      ),
    })).node;
    const wordsOf = (text: string) => text.match(/Привет|🙂|hello|a?\[[01x]\]|<&>/gu);
    fc.assert(
      fc.property(tree, (text) => {
        const plain = toPlainText(text);
        expect(wordsOf(plain)).toEqual(wordsOf(text));
        expect(plain).not.toMatch(/\[\/?(?:b|size|quote|list|code|user|send|br|icon|context)\b/i);
      }),
      { numRuns: 1000 },
    );
  });

  test('without brackets and escapes stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/[[\]&#\r]/.test(text));
        expect(toPlainText(text)).toBe(text.replace(/^\n+/, '').trimEnd());
      }),
    );
  });

  const many = 40_000;

  // Some tenths of a second where it is in proportion, and minutes where it is not.
  test.each<[string, string]>([
    ['brackets', '['.repeat(many)],
    ['closing brackets', ']'.repeat(many)],
    ['links that never end', '[url='.repeat(many)],
    ['links that never end, on lines', '[url=a\n'.repeat(many)],
    ['links that end at the end', `${'[url='.repeat(many)}]`],
    ['links that end over lines', `${'[url='.repeat(many)}\n${']'.repeat(many)}`],
    ['links within links', `${'[url=a]'.repeat(many)}x${'[/url]'.repeat(many)}`],
    ['links of equal length', `${'[url=aa]'.repeat(many)}xx${'[/url]'.repeat(many)}`],
    ['brackets within a link', `[url=${'[a]'.repeat(many)}]x[/url]`],
    ['code that never ends', '[code]'.repeat(many)],
    ['code that ends', '[code][/code]'.repeat(many)],
    ['styles that never end', '[b]'.repeat(many)],
    ['ends of styles', '[/b]'.repeat(many)],
    ['styles within styles', `${'[b][i]'.repeat(many)}x${'[/b][/i]'.repeat(many)}`],
    ['lists within lists', `${'[list][*]'.repeat(many)}${'[/list]'.repeat(many)}`],
    ['titles', `[icon=${'title= size= '.repeat(many)}]`],
    ['blanks', `a${' '.repeat(many)}b[icon=${' '.repeat(many)}x]${'\n'.repeat(many)}c`],
    ['escapes that are none', '&amp&#'.repeat(many)],
    ['a name that never ends', `[b]${'a:'.repeat(many)}`],
    ['names that are none', `[b]${':[/b'.repeat(many)}`],
    ['a name and blanks', `[b]Jane:[/b]${' \t'.repeat(many)}x`],
    ['letters', `[${'a'.repeat(many)}`],
  ])('takes time in proportion to its length: %s', (_name, text) => {
    const before = process.cpuUsage();
    expect(typeof toPlainText(text)).toBe('string');
    expect(process.cpuUsage(before).user).toBeLessThan(4_000_000);
  });
});
