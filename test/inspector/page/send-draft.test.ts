import { describe, expect, it } from 'vitest';
import {
  type Draft,
  draftOf,
  isNoNumber,
  optionsOf,
  orderOf,
  otherFields,
  shownAs,
  type Terms,
  valueAt,
} from '../../../lib/inspector/page/send/draft.ts';
import { withLeaf } from '../../../lib/inspector/page/send/form-body.ts';
import type { TemplateField } from '../../../lib/inspector/protocol.ts';

const form =
  'event=ONSESSIONSTART&data%5BDATA%5D%5Bline%5D%5Bname%5D=linename&ts=1000&auth%5Bapplication_token%5D=%E2%80%A2%E2%80%A2';

const once: Terms = { isRepeated: false, count: 20, rate: 5, portal: undefined };

const untouched = draftOf({ form });

const renamed: Draft = {
  ...untouched,
  text: withLeaf(untouched.text, { wire: 'data.DATA.line.name', value: 'Sales' }),
};

const lineName: TemplateField = {
  wire: 'data.DATA.line.name',
  value: 'linename',
  field: 'data.line.name',
  kind: 'text',
};

const eventName: TemplateField = { wire: 'event', value: 'ONSESSIONSTART', kind: 'text' };

describe('an order to send', () => {
  it('names nothing where nothing is changed, so that it is sent as of now', () => {
    expect(orderOf('OnSessionStart', untouched, once)).toEqual({ event: 'OnSessionStart', set: [] });
  });

  it('names what is changed in the form', () => {
    expect(orderOf('OnSessionStart', renamed, once)).toEqual({
      event: 'OnSessionStart',
      set: [['data.DATA.line.name', 'Sales']],
    });
  });

  it('holds the whole body from the raw view', () => {
    expect(orderOf('OnSessionStart', { ...untouched, view: 'raw' }, once)).toEqual({
      event: 'OnSessionStart',
      form,
    });
  });

  it.each(['OnAppInstall', 'OnAppUpdate', 'OnAppUninstall'])(
    'leaves it to an installed portal what it says with %s',
    (event) => {
      const portal = '7c26232d59466bbc244b960223dc6b8a';
      expect(orderOf(event, renamed, { ...once, portal })).toEqual({ event, portal });
    },
  );

  it('holds the whole body from the form, too, where a key has been taken out', () => {
    const text = 'event=ONSESSIONSTART\n&ts=1000';
    expect(orderOf('OnSessionStart', { ...untouched, text }, once)).toEqual({
      event: 'OnSessionStart',
      form: 'event=ONSESSIONSTART&ts=1000',
    });
  });

  it('says how often and from whom, where that is not once and not the demo portal', () => {
    const terms = { isRepeated: true, count: 3, rate: 0, portal: '7c26232d59466bbc244b960223dc6b8a' };
    expect(orderOf('OnSessionStart', untouched, terms)).toEqual({
      event: 'OnSessionStart',
      set: [],
      count: 3,
      rate: 0,
      portal: '7c26232d59466bbc244b960223dc6b8a',
    });
  });
});

describe('the other view of a draft', () => {
  it('keeps what was changed, there and back', () => {
    const back = shownAs(shownAs(renamed, 'raw', 2000), 'form', 3000);
    expect(orderOf('OnSessionStart', back, once).set).toEqual([['data.DATA.line.name', 'Sales']]);
  });

  it('begins as of now when it is the raw one', () => {
    expect(valueAt(shownAs(renamed, 'raw', 2000).text, 'ts')).toBe('2000');
  });

  it('leaves a time that has been set', () => {
    const dated = { ...untouched, text: withLeaf(untouched.text, { wire: 'ts', value: '42' }) };
    expect(valueAt(shownAs(dated, 'raw', 2000).text, 'ts')).toBe('42');
  });

  it('adds no time to a body that has none', () => {
    const timeless = draftOf({ form: 'event=X' });
    expect(shownAs(timeless, 'raw', 2000)).toEqual({ ...timeless, view: 'raw' });
  });
});

describe('other keys', () => {
  it('are those of the template that feed no field', () => {
    expect(otherFields([lineName, eventName], untouched)).toEqual([eventName]);
  });

  it('are also those that were added to the raw body', () => {
    const added = { ...untouched, text: `${untouched.text}\n&data[extra]=1` };
    expect(otherFields([lineName, eventName], added)).toEqual([
      eventName,
      { wire: 'data.extra', value: '1', kind: 'text' },
    ]);
  });

  it('are also secrets that were put in, but no masked ones', () => {
    const wrong = {
      ...untouched,
      text: withLeaf(untouched.text, { wire: 'auth.application_token', value: 'wrong' }),
    };
    expect(otherFields([eventName], wrong)).toEqual([
      eventName,
      { wire: 'auth.application_token', value: 'wrong', kind: 'text' },
    ]);
  });
});

describe('what a field can be set to', () => {
  const flag = (value: string): TemplateField => ({ wire: 'f', value, kind: 'boolean' });
  const choice: TemplateField = { wire: 'c', value: 'a', kind: 'choice', choices: ['a', 'b'] };

  it.each([
    ['Y or N for a flag of letters', flag('N'), 'N', ['Y', 'N']],
    ['1 or 0 for a flag of digits', flag('1'), '1', ['1', '0']],
    ['anything for a flag that is neither', flag('maybe'), 'maybe', undefined],
    ['the choices', choice, 'b', ['a', 'b']],
    ['the choices, and what it is', choice, 'x', ['a', 'b', 'x']],
    ['anything for a text', lineName, 'x', undefined],
  ])('is %s', (_, field, value, expected) => {
    expect(optionsOf(field, value)).toEqual(expected);
  });

  it.each([
    ['128', false],
    ['-1', false],
    ['', false],
    ['12a', true],
    ['1e3', true],
  ])('is said to be no number where it is %j: %j', (value, expected) => {
    expect(isNoNumber({ wire: 'n', value: '1', kind: 'number' }, value)).toBe(expected);
    expect(isNoNumber(lineName, value)).toBe(false);
  });
});
