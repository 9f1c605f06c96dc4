import { unescaped } from './entities.ts';

/**
 * As `imopenlines` writes it before an operator's text: `[b]Name:[/b]`, and, where there is a text, `[br]` and a
 * space; on the wire the space is also seen before the `[br]`.
 */
const SIGNATURE = /^\[b\]((?:(?!\[\/b\])[^\n])+):\[\/b\](?:[ \t]*(?:\[br\]|\r?\n)[ \t]?|\s*$)/i;

/**
 * The operator's name, where a text begins with Bitrix24's prefix, `[b]Name:[/b] [br]`; else undefined. Portals sign
 * what operators write unless the Open Line hides their names. Anybody can type such a prefix: ask this of outgoing
 * messages that are not of the system only.
 */
export const senderOf = (text: string): string | undefined => {
  const name = SIGNATURE.exec(text)?.[1];
  return name === undefined ? undefined : unescaped(name).trim() || undefined;
};

/** A text without the operator's name in front of it. */
export const withoutSender = (text: string): string => text.replace(SIGNATURE, '');
