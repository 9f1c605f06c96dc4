import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The doc comment of something, and those of its fields; an array's are those of its items. */
export type DocComments = {
  readonly text: string;
  readonly fields: Readonly<Record<string, DocComments>>;
};

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The doc comments of lib/schemas, as TypeScript hands them to editors: of the attributes around `data`, and of each
 * contract and its `data`, by name. Takes seconds.
 *
 * @throws Error if lib/schemas does not have the types that are looked for.
 */
export const readDocComments = (): { attributes: DocComments; events: DocComments['fields'] } => {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(at('../../tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    at('../..'),
  );
  const index = at('../schemas/index.ts');
  const program = ts.createProgram([index], options);
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(index);
  const module = file && checker.getSymbolAtLocation(file);
  const exported = (name: string): ts.Symbol => {
    const symbol = module && checker.getExportsOfModule(module).find((each) => each.name === name);
    if (symbol === undefined) throw new Error(`lib/schemas/index.ts exports no ${name}`);
    return symbol;
  };
  const contracts = checker.getPropertiesOfType(checker.getTypeOfSymbol(exported('contracts')));
  const published = exported('PublishedEvent');
  return {
    attributes: comments(checker, published, checker.getDeclaredTypeOfSymbol(published)),
    events: Object.fromEntries(
      contracts.map((contract) => [contract.name, comments(checker, contract, dataOf(checker, contract))]),
    ),
  };
};

/** `Data` of a `Contract<Name, Data>`. */
const dataOf = (checker: ts.TypeChecker, contract: ts.Symbol): ts.Type => {
  const [, data] = checker.getTypeOfSymbol(contract).aliasTypeArguments ?? [];
  if (data === undefined) throw new Error(`${contract.name} of lib/schemas is no Contract`);
  return data;
};

const comments = (checker: ts.TypeChecker, symbol: ts.Symbol, type: ts.Type): DocComments => ({
  text: ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll(/\s*\n\s*/g, ' '),
  fields: Object.fromEntries(
    fieldsOf(checker, type).map((field) => [
      field.name,
      comments(checker, field, checker.getTypeOfSymbol(field)),
    ]),
  ),
});

const fieldsOf = (checker: ts.TypeChecker, type: ts.Type): readonly ts.Symbol[] => {
  const present = checker.getNonNullableType(type);
  if (checker.isArrayType(present)) {
    return checker.getTypeArguments(present as ts.TypeReference).flatMap((item) => fieldsOf(checker, item));
  }
  const isObject = (present.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
  return isObject ? checker.getPropertiesOfType(present) : [];
};
