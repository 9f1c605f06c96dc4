import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/SegmentedControl.css';
import '@mantine/core/styles/VisuallyHidden.css';
import { SegmentedControl, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { useAppWords } from './app-words.ts';

const signs = { auto: '◐', light: '☀', dark: '☾' };

const themes = ['auto', 'light', 'dark'] as const;

export const ThemeSwitch = () => {
  const { theme, themes: names } = useAppWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      size="xs"
      aria-label={theme}
      data={themes.map((value) => ({
        value,
        label: (
          <span title={names[value]}>
            <span aria-hidden="true">{signs[value]}</span>
            <VisuallyHidden>{names[value]}</VisuallyHidden>
          </span>
        ),
      }))}
      value={colorScheme}
      onChange={setColorScheme}
    />
  );
};
