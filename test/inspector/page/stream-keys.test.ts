import { describe, expect, it } from 'vitest';
import { movedBy, shortcutOf } from '../../../lib/inspector/page/stream/keys.ts';

const pressed = { code: '', ctrlKey: false, metaKey: false, altKey: false };

describe('a shortcut', () => {
  it.each([
    ['/', { key: '/' }, 'search'],
    ['?', { key: '?' }, 'keys'],
    ['p', { key: 'p', code: 'KeyP' }, 'pause'],
    ['P, with caps lock', { key: 'P', code: 'KeyP' }, 'pause'],
    ['p of a Dvorak layout', { key: 'p', code: 'KeyR' }, 'pause'],
    ['l of a Dvorak layout, in the place of p', { key: 'l', code: 'KeyP' }, undefined],
    ['з of a Russian layout, in the place of p', { key: 'з', code: 'KeyP' }, 'pause'],
    ['the arrow that leads into the rows', { key: 'ArrowDown' }, 'rows'],
    ['any other key', { key: 'a', code: 'KeyA' }, undefined],
    ['Ctrl+P, which prints', { key: 'p', code: 'KeyP', ctrlKey: true }, undefined],
    ['Cmd+P, which prints', { key: 'p', code: 'KeyP', metaKey: true }, undefined],
    ['Alt+P, a menu', { key: 'p', code: 'KeyP', altKey: true }, undefined],
  ])('%s', (_, keys, shortcut) => {
    expect(shortcutOf({ ...pressed, ...keys })).toBe(shortcut);
  });
});

describe('a key in the list', () => {
  it.each([
    ['ArrowDown', 5, 6],
    ['ArrowDown', 99, 99],
    ['ArrowDown', -1, 0],
    ['ArrowUp', 5, 4],
    ['ArrowUp', 0, 0],
    ['ArrowUp', -1, 0],
    ['PageDown', 5, 15],
    ['PageDown', 95, 99],
    ['PageDown', -1, 10],
    ['PageUp', 15, 5],
    ['PageUp', 5, 0],
    ['Home', 50, 0],
    ['End', 50, 99],
    ['Enter', 50, undefined],
    ['a', 50, undefined],
  ])('%s takes row %i to %s', (key, at, to) => {
    expect(movedBy(key, { at, count: 100, page: 10 })).toBe(to);
  });

  it('leads nowhere where there are no rows', () => {
    expect(movedBy('ArrowDown', { at: -1, count: 0, page: 10 })).toBeUndefined();
  });
});
