import type { SendOrder, Template, TemplateField } from '../../protocol.ts';
import { asBody, asText, changesBetween, type FormText, leavesOf, withLeaf } from './form-body.ts';

/** What is about to be sent; the form and the raw view are two looks at the same text. */
export type Draft = {
  /** The template. */
  readonly base: FormText;
  readonly text: FormText;
  readonly view: 'form' | 'raw';
};

/** How often, and from whom. */
export type Terms = {
  readonly isRepeated: boolean;
  /** For what is repeated. */
  readonly count: number;
  /** Per second. */
  readonly rate: number;
  /** The demo portal if undefined. */
  readonly portal: string | undefined;
};

/** The template as it is. */
export const draftOf = ({ form }: Pick<Template, 'form'>): Draft => {
  const base = asText(form);
  return { base, text: base, view: 'form' };
};

/** The leaf's value; undefined if the body has no such leaf any more. */
export const valueAt = (text: FormText, wire: string): string | undefined =>
  leavesOf(text).find((leaf) => leaf.wire === wire)?.value;

/**
 * The other look at it. The raw one is sent as it stands, so a time that nobody has set is that of now.
 *
 * @param seconds Unix time
 */
export const shownAs = (draft: Draft, view: Draft['view'], seconds: number): Draft => {
  const isUntouched = valueAt(draft.text, 'ts') === valueAt(draft.base, 'ts');
  if (view === 'form' || !isUntouched) return { ...draft, view };
  return { base: sentAt(draft.base, seconds), text: sentAt(draft.text, seconds), view };
};

const sentAt = (text: FormText, seconds: number): FormText =>
  valueAt(text, 'ts') === undefined ? text : withLeaf(text, { wire: 'ts', value: String(seconds) });

const lifecycle: ReadonlySet<string> = new Set(['OnAppInstall', 'OnAppUpdate', 'OnAppUninstall']);

/** Whether nobody but the portal can say what it posts: an administrator makes these happen. */
export const isPortalsOwn = (event: string, { portal }: Pick<Terms, 'portal'>): boolean =>
  portal !== undefined && lifecycle.has(event);

/** What to ask of the server: the changes alone, which are sent as of now, or the whole body. */
export const orderOf = (event: string, draft: Draft, terms: Terms): SendOrder => {
  const { isRepeated, count, rate, portal } = terms;
  return {
    event,
    ...(!isPortalsOwn(event, terms) && contentOf(draft)),
    ...(isRepeated && { count, rate }),
    ...(portal !== undefined && { portal }),
  };
};

const contentOf = ({ view, base, text }: Draft): Pick<SendOrder, 'set' | 'form'> => {
  const changes = view === 'form' ? changesBetween(base, text) : undefined;
  if (changes === undefined) return { form: asBody(text) };
  return { set: changes.map(({ wire, value }) => [wire, value] as const) };
};

/** Secrets come masked, and are put in again by the server. */
const mask = /^•+$/;

/** The leaves that feed no field: those of the template, and what has been added to the raw body. */
export const otherFields = (
  fields: readonly TemplateField[],
  { base, text }: Draft,
): readonly TemplateField[] => {
  const known = new Map(fields.map((field) => [field.wire, field]));
  const added = leavesOf(text)
    .filter(({ wire, value }) => !known.has(wire) && !mask.test(value) && valueAt(base, wire) !== value)
    .map(({ wire, value }): TemplateField => ({ wire, value, kind: 'text' }));
  return [...fields.filter(({ field }) => field === undefined), ...added];
};

const flagPairs = [
  ['Y', 'N'],
  ['1', '0'],
  ['true', 'false'],
] as const;

/** What a field can be set to, if that is a list; whatever it holds now is in it. */
export const optionsOf = (field: TemplateField, value: string): readonly string[] | undefined => {
  const options =
    field.kind === 'boolean' ? flagPairs.find((pair) => isOneOf(pair, field.value)) : field.choices;
  if (options === undefined || options.length === 0) return undefined;
  return [...new Set([...options, field.value, value])];
};

const isOneOf = (options: readonly string[], value: string): boolean => options.includes(value);

/** Whether something else is where a number is expected. It may be sent all the same. */
export const isNoNumber = ({ kind }: TemplateField, value: string): boolean =>
  kind === 'number' && value !== '' && !/^-?\d+$/.test(value);
