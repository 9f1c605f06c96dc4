import ts from 'typescript';

/**
 * Declarations of lib/ with what valibot infers written out, by path. TypeScript's own would be right, too, but without
 * the comments on most fields, and whoever compiles against them would wait for those of valibot to be checked.
 *
 * @param schemas lib/schemas/index.ts in the checker's program.
 * @throws Error if it does not export what is looked for.
 */
export const eventTypes = (
  checker: ts.TypeChecker,
  schemas: ts.SourceFile,
): Readonly<Record<'events/cloud-event.d.ts' | 'schemas/index.d.ts', string>> => {
  const contracts = checker.getPropertiesOfType(
    checker.getTypeOfSymbol(exported(checker, schemas, 'contracts')),
  );
  const event = checker.getDeclaredTypeOfSymbol(exported(checker, schemas, 'PublishedEvent'));
  const attributes = checker.getPropertiesOfType(event).filter(({ name }) => name !== 'data');
  return {
    'events/cloud-event.d.ts': printed([
      "import type { PublishedData } from '../catalogue/definition.ts';",
      '/** What consumers get: a CloudEvents 1.0 object, the EventBridge `Detail` and the SNS `Message` alike. */',
      'export type CloudEvent<Data = PublishedData> = {',
      ...attributes.map((attribute) => fieldOf(checker, attribute, 'readonly ')),
      '/** What happened. */',
      'readonly data: Data;',
      '};',
    ]),
    'schemas/index.d.ts': printed([
      "import type { CloudEvent } from '../events/cloud-event.ts';",
      "import type { Decoded, DecodedObject } from '../form/decoded.ts';",
      ...contracts.map((contract) => dataOf(checker, contract)),
      '/** `data` of every event as published, by its name. */',
      'type EventDataByName = {',
      ...contracts.map(({ name }) => `${name}: ${name}Data;`),
      '};',
      'export type ContractName = keyof EventDataByName;',
      '/** `data` of one event as published. */',
      'export type EventData<Name extends ContractName> = EventDataByName[Name];',
      '/** One event as published. */',
      'export type PublishedEvent<Name extends ContractName = ContractName> = CloudEvent<EventData<Name>>;',
    ]),
  };
};

const exported = (checker: ts.TypeChecker, file: ts.SourceFile, name: string): ts.Symbol => {
  const module = checker.getSymbolAtLocation(file);
  const symbol = module && checker.getExportsOfModule(module).find((each) => each.name === name);
  if (symbol === undefined) throw new Error(`${file.fileName} exports no ${name}`);
  return symbol;
};

const dataOf = (checker: ts.TypeChecker, contract: ts.Symbol): string => {
  const [, data] = checker.getTypeOfSymbol(contract).aliasTypeArguments ?? [];
  if (data === undefined) throw new Error(`${contract.name} of lib/schemas is no Contract`);
  return `${commentOf(checker, contract)}type ${contract.name}Data = ${fieldsOf(checker, data)};`;
};

const fieldsOf = (checker: ts.TypeChecker, type: ts.Type): string => {
  const fields = checker.getPropertiesOfType(type).map((field) => fieldOf(checker, field));
  return ['{', ...fields, '}'].join('\n');
};

const fieldOf = (checker: ts.TypeChecker, field: ts.Symbol, modifier = ''): string => {
  const optional = field.flags & ts.SymbolFlags.Optional ? '?' : '';
  // What may be absent is absent, never undefined.
  const present = checker.getNonNullableType(checker.getTypeOfSymbol(field));
  return `${commentOf(checker, field)}${modifier}${field.name}${optional}: ${typeOf(checker, present)};`;
};

const typeOf = (checker: ts.TypeChecker, type: ts.Type): string => {
  if (isWrittenOut(type)) return fieldsOf(checker, type);
  const [item] = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference) : [];
  return item
    ? `${typeOf(checker, item)}[]`
    : checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
};

/** Whether it is an object without a name. */
const isWrittenOut = ({ flags, aliasSymbol, symbol }: ts.Type): boolean =>
  (flags & ts.TypeFlags.Object) !== 0 &&
  aliasSymbol === undefined &&
  (symbol.flags & (ts.SymbolFlags.TypeLiteral | ts.SymbolFlags.ObjectLiteral)) !== 0;

const commentOf = (checker: ts.TypeChecker, symbol: ts.Symbol): string => {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  return text === '' ? '' : `/** ${text.replaceAll(/\s*\n\s*/g, ' ')} */\n`;
};

const printed = (lines: readonly string[]): string =>
  ts.createPrinter().printFile(ts.createSourceFile('.d.ts', lines.join('\n'), ts.ScriptTarget.Latest));
