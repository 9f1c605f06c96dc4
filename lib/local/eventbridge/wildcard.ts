import { invalidEventPattern } from './service-exception.ts';

/**
 * Builds the test for a `wildcard` filter: `*` stands for any characters, also none; `\*` and `\\` stand for
 * themselves.
 *
 * @throws ServiceException InvalidEventPatternException on `**` or on a backslash before another character.
 * Source: "Wildcard matching", Amazon EventBridge User Guide, comparison operators.
 */
export function wildcardTest(pattern: string): (text: string) => boolean {
  const [first = '', ...others] = literals(pattern);
  const last = others.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    const end = text.length - last.length;
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    // Taking the leftmost place for each literal is enough and never backtracks.
    let position = first.length;
    for (const literal of others) {
      const found = text.indexOf(literal, position);
      if (found === -1) return false;
      position = found + literal.length;
    }
    return position <= end;
  };
}

function literals(pattern: string): string[] {
  const parts = [''];
  const append = (text: string) => parts.push(`${parts.pop() ?? ''}${text}`);
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === '\\') {
      index += 1;
      append(escaped(pattern, index));
    } else if (character === '*') {
      if (pattern.charAt(index + 1) === '*') {
        throw invalidEventPattern(`Consecutive wildcard characters at pos ${index + 1}`);
      }
      parts.push('');
    } else append(character);
  }
  return parts;
}

function escaped(pattern: string, index: number): string {
  const character = pattern.charAt(index);
  if (character !== '*' && character !== '\\') {
    throw invalidEventPattern(`Invalid escape character at pos ${index - 1}`);
  }
  return character;
}
