import { namedFault } from './named-fault.ts';
import type { Operation } from './signed-calls.ts';
import { parseXml, type Xml, type XmlElement } from './xml.ts';

/** What the query protocol can say: a list, an object, or a text. Undefined is left out. */
type Input = string | undefined | readonly Input[] | { readonly [name: string]: Input };

type QueryService = {
  readonly version: string;
  /** The SDK's name of a fault by the code that the service tells. */
  readonly faultName: (code: string) => string;
};

/** AWS query: a form in, XML out; faults are XML too. */
export const queryOperation = <Answer>(
  { version, faultName }: QueryService,
  operation: string,
  input: { readonly [name: string]: Input },
  read: (result: XmlElement) => Answer,
): Operation<Answer> => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: `Action=${operation}&Version=${version}${fieldsOf(input, '')}`,
  answerOf: ({ body }) => read(element(rootOf(body)[`${operation}Result`])),
  faultOf: (answer) => {
    const { Code, message, Message = message } = element(rootOf(answer.body)['Error']);
    const code = textOf(Code) ?? (answer.statusCode === 404 ? 'NotFound' : 'Unknown');
    return namedFault(faultName(code), textOf(Message) ?? 'Unknown');
  },
});

const fieldsOf = (input: Input, name: string): string => {
  if (input === undefined) return '';
  if (typeof input === 'string') return `&${encoded(name)}=${encoded(input)}`;
  if (isList(input))
    return input.map((each, index) => fieldsOf(each, `${name}.member.${index + 1}`)).join('');
  return Object.entries(input)
    .map(([key, value]) => fieldsOf(value, name === '' ? key : `${name}.${key}`))
    .join('');
};

const isList = <Given>(given: Given | readonly Given[]): given is readonly Given[] => Array.isArray(given);

const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** @throws Error where it is no XML. */
const rootOf = (body: string): XmlElement => {
  const [root] = Object.values(parseXml(body));
  return element(root);
};

/** An element that may be empty, or not there. */
const element = (found: Xml): XmlElement => (typeof found === 'object' && !isList(found) ? found : {});

/** The members of a list that may be empty, or not there. */
export const membersOf = (list: Xml): readonly XmlElement[] => {
  const { member = [] } = element(list);
  return (isList(member) ? member : [member]).map(element);
};

export const textOf = (found: Xml): string | undefined => (typeof found === 'string' ? found : undefined);
