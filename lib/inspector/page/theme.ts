import {
  type CSSVariablesResolver,
  createTheme,
  DEFAULT_THEME,
  type MantineColorsTuple,
} from '@mantine/core';

// Mantine's own colours miss a contrast of 4.5:1 with what is usually written on or below them; these do not.

const withDarkest = (
  [a, b, c, d, e, f, g, h, i]: MantineColorsTuple,
  darkest: string,
): MantineColorsTuple => [a, b, c, d, e, f, g, h, i, darkest];

const { colors } = DEFAULT_THEME;

export const theme = createTheme({
  colors: {
    red: withDarkest(colors.red, '#b02525'),
    teal: withDarkest(colors.teal, '#066649'),
    green: withDarkest(colors.green, '#1f6b30'),
    yellow: withDarkest(colors.yellow, '#8f4a00'),
    orange: withDarkest(colors.orange, '#a83200'),
  },
  headings: {
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.35' },
      h2: { fontSize: '1.125rem', lineHeight: '1.45' },
    },
  },
  primaryShade: { light: 9, dark: 8 },
  autoContrast: true,
  // Above it, black is readable; below it, white.
  luminanceThreshold: 0.18,
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#5c636a',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
  },
  dark: {
    '--mantine-color-dimmed': '#adadad',
    '--mantine-color-placeholder': '#adadad',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
  },
});
