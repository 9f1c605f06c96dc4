import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/Tabs.css';
import { Button, Tabs } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { useEventWords } from './event-words.ts';
import type { Panel } from './panels.ts';
import classes from './text-tabs.module.css';

type Props<Id extends string> = {
  readonly label: string;
  readonly panels: readonly Panel<Id>[];
  readonly names: Readonly<Record<Id, string>>;
  readonly hints: Readonly<Record<Id, string>>;
};

/** Texts under tabs, each to be copied. */
export const TextTabs = <Id extends string>({ label, panels, names, hints }: Props<Id>): ReactNode => (
  <Tabs keepMounted={false} defaultValue={panels[0]?.id ?? null}>
    <Tabs.List aria-label={label}>
      {panels.map(({ id }) => (
        <Tabs.Tab key={id} value={id}>
          {names[id]}
        </Tabs.Tab>
      ))}
    </Tabs.List>
    {panels.map(({ id, text }) => (
      <Tabs.Panel key={id} value={id}>
        <CopiedText name={names[id]} hint={hints[id]} text={text} />
      </Tabs.Panel>
    ))}
  </Tabs>
);

type TextProps = { readonly name: string; readonly hint: string; readonly text: string };

/** More than a browser lays out at once without a pause. */
const FOLD = 20_000;

const CopiedText = ({ name, hint, text }: TextProps) => {
  const texts = useEventWords();
  const [isWhole, setWhole] = useState(text.length <= FOLD);
  const { copy, copied, error } = useClipboard();
  const said = copied ? texts.copied(name) : '';
  return (
    <>
      <p className={classes.hint}>{hint}</p>
      <p className={classes.actions}>
        <Button size="xs" variant="default" onClick={() => copy(text)}>
          {texts.copy(name)}
        </Button>
        <span role="status">{error ? texts.notCopied : said}</span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className={classes.text} tabIndex={0} aria-label={name}>
        <pre>{isWhole ? text : `${text.slice(0, FOLD)}…`}</pre>
      </section>
      {!isWhole && (
        <Button size="xs" variant="default" onClick={() => setWhole(true)}>
          {texts.whole(text.length)}
        </Button>
      )}
    </>
  );
};
