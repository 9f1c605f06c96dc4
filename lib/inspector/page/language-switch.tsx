import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/SegmentedControl.css';
import { SegmentedControl } from '@mantine/core';
import { useAppWords } from './app-words.ts';
import { languages, useLanguage } from './words.ts';

const names = { en: 'English', ru: 'Русский' };

const choices = languages.map((language) => ({
  value: language,
  label: (
    <abbr title={names[language]} lang={language} style={{ textDecoration: 'none' }}>
      {language.toUpperCase()}
    </abbr>
  ),
}));

export const LanguageSwitch = () => {
  const [language, setLanguage] = useLanguage();
  return (
    <SegmentedControl
      size="xs"
      aria-label={useAppWords().language}
      data={choices}
      value={language}
      onChange={setLanguage}
    />
  );
};
