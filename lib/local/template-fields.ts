import { readFile } from 'node:fs/promises';
import { buildQuery } from '../bitrix24/query.ts';
import type { EventDefinition } from '../catalogue/definition.ts';
import { catalogue, eventNames } from '../catalogue/index.ts';
import type { DecodedObject } from '../form/decoded.ts';
import { maskedBody } from '../inspector/masked.ts';
import type { Template, TemplateField } from '../inspector/protocol.ts';
import { withoutSecrets } from '../redact.ts';
import { fedFields, leavesOf } from './fed-fields.ts';
import { setValue, templateOf } from './templates.ts';

/** A JSON Schema, as far as a form needs it. */
type Schema = {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
};

/** What is said of a leaf. */
type Description = Pick<TemplateField, 'description' | 'kind' | 'choices'>;

/**
 * The sample of an event as a form to fill in; undefined where there is no such event. A portal that installs the
 * application says by itself what it posts, so there is nothing to fill in.
 */
export const templateFor = async (event: string): Promise<Template | undefined> => {
  const name = eventNames.find((each) => each === event);
  if (name === undefined) return undefined;
  const definition: EventDefinition = catalogue[name];
  const body = await templateOf(name);
  setValue(body, 'ts', String(Math.floor(Date.now() / 1000)));
  return {
    event: name,
    route: definition.route,
    form: buildQuery(maskedBody(body)),
    fields: name === 'OnAppInstall' ? [] : fieldsOf(definition, body, await schemaOf(definition.type)),
  };
};

const schemaOf = async (type: string): Promise<Schema> =>
  JSON.parse(await readFile(new URL(`../../docs/schemas/${type}.json`, import.meta.url), 'utf8'));

const fieldsOf = (definition: EventDefinition, body: DecodedObject, schema: Schema): TemplateField[] => {
  const { fields, twins } = fedFields(definition, body);
  return leavesOf(withoutSecrets(body)).map(([wire, value]): TemplateField => {
    const field = fields.get(wire);
    if (field !== undefined) return { wire, value, field, ...described(wire, field, schema) };
    const twin = twins.get(wire);
    const description = twin && `Says the same as ${twin}, and is changed with it.`;
    return { wire, value, ...(description !== undefined && { description }), kind: 'text' };
  });
};

const described = (wire: string, field: string, schema: Schema): Description => {
  if (wire === 'ts') return { description: 'When the portal queued it, in Unix seconds.', kind: 'number' };
  let at: Schema = schema;
  let description: string | undefined;
  // What is inside of a list, or is taken over whole, is described where that is.
  for (const key of field.split('.')) {
    at = at.properties?.[key] ?? at.items ?? {};
    description = at.description ?? description;
  }
  return { ...(description !== undefined && { description }), ...kindOf(at) };
};

const kindOf = ({ type, enum: choices }: Schema): Pick<Description, 'kind' | 'choices'> => {
  if (choices !== undefined) return { kind: 'choice', choices };
  if (type === 'integer' || type === 'number') return { kind: 'number' };
  return { kind: type === 'boolean' ? 'boolean' : 'text' };
};
