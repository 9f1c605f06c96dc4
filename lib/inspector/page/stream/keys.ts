/** What a key does wherever the focus is. */
export type Shortcut = 'search' | 'pause' | 'keys' | 'rows';

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** What a key does; nothing where it is part of the browser's or the system's shortcuts. */
export const shortcutOf = (pressed: Pressed): Shortcut | undefined => {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined;
  if (pressed.key === '/') return 'search';
  if (pressed.key === '?') return 'keys';
  if (pressed.key === 'ArrowDown') return 'rows';
  return isP(pressed) ? 'pause' : undefined;
};

/** `p`, or the key in its place where the layout has no Latin letters. */
const isP = ({ key, code }: Pressed): boolean =>
  key.toLowerCase() === 'p' || (code === 'KeyP' && /^\P{ASCII}$/u.test(key));

/** Where a list of `count` rows stands, `at` -1 for nowhere, and how many rows one sees at once. */
type Position = { readonly at: number; readonly count: number; readonly page: number };

/** Where a key takes the selection; undefined for keys that leave it, and where there are no rows. */
export const movedBy = (key: string, position: Position): number | undefined => {
  const to = target(key, position);
  if (to === undefined || position.count === 0) return undefined;
  return Math.max(0, Math.min(to, position.count - 1));
};

const target = (key: string, { at, count, page }: Position): number | undefined => {
  if (key === 'ArrowDown') return at + 1;
  if (key === 'ArrowUp') return at - 1;
  if (key === 'PageDown') return Math.max(at, 0) + page;
  if (key === 'PageUp') return at - page;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
};
