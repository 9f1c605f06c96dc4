/** Names of what a template's value refers to: resources, and what CloudFormation knows itself. */
export const referencesIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : inner).replace(/\..*$/, '')];
    if (key === 'Fn::Sub' && typeof inner === 'string') return namesIn(inner);
    if (key === 'DependsOn') return [inner].flat().map(String);
    return referencesIn(inner);
  });
};

/** Of the text of Fn::Sub. */
const namesIn = (text: string): string[] =>
  [...text.matchAll(/\$\{([\w:]+)(?:\.\w+)?\}/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
