const WIDTH = 100;

/** JSON for people: what fits on a line stands on one. */
export const jsonText = (value: unknown, indent = '', taken = 0): string => {
  const short = oneLine(value);
  if (taken + short.length <= WIDTH || typeof value !== 'object' || value === null) return short;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const lines = Object.entries(value).map(([key, child]) => {
    const label = Array.isArray(value) ? '' : `${JSON.stringify(key)}: `;
    return `${inner}${label}${jsonText(child, inner, inner.length + label.length + 1)}`;
  });
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
};

const oneLine = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  const members = Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}: ${oneLine(child)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
};

/** A fenced block: of text in a language, or of a value as JSON. */
export const fenced = (content: unknown, language = 'json'): string =>
  `\`\`\`${language}\n${typeof content === 'string' ? content : jsonText(content)}\n\`\`\``;
