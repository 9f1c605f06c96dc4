import { useEffect, useEffectEvent } from 'react';
import { type Shortcut, shortcutOf } from './keys.ts';

/** Does what the shortcuts are for, unless they are letters of what somebody types, or somebody else's. */
export const useShortcuts = (act: Readonly<Record<Shortcut, () => void>>): void => {
  const onKeyDown = useEffectEvent((event: KeyboardEvent): void => {
    const shortcut = shortcutOf(event);
    if (shortcut === undefined || event.defaultPrevented || isTaken(event, shortcut)) return;
    event.preventDefault();
    act[shortcut]();
  });
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
};

/** In a line of text all keys but the arrow down are letters of it. */
const isTaken = ({ target }: KeyboardEvent, shortcut: Shortcut): boolean =>
  target instanceof Element &&
  target.closest(shortcut === 'rows' ? 'select, textarea, [role=grid]' : 'input, select, textarea') !== null;
