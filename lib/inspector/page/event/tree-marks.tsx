import '@mantine/core/styles/VisuallyHidden.css';
import { VisuallyHidden } from '@mantine/core';
import { use } from 'react';
import type { Invalidity } from '../../../events/validate.ts';
import { useEventWords } from './event-words.ts';
import { HighlightContext, useIsChosen } from './highlight.ts';
import type { Partner } from './links.ts';
import classes from './tree-marks.module.css';
import { placeOf, TreeContext } from './tree-row.ts';
import type { TreeNode } from './wire-tree.ts';

/** What there is to say of a node: where its value goes to or comes from, and what is wrong with it. */
export const Marks = ({ node }: { readonly node: TreeNode }) => {
  const { notes } = use(TreeContext);
  const texts = useEventWords();
  const errors = notes.errors.get(node.id) ?? [];
  return (
    <>
      {notes.unmapped.has(node.id) && <span className={classes.tag}>{texts.unmapped}</span>}
      {notes.others.has(node.id) && <span className={classes.tag}>{texts.other}</span>}
      {notes.partners.get(node.id)?.map((partner) => (
        <Link key={partner.path} node={node} partner={partner} />
      ))}
      {errors.length > 0 && <Errors errors={errors} at={node.path} />}
    </>
  );
};

type LinkProps = { readonly node: TreeNode; readonly partner: Partner };

const Link = ({ node, partner }: LinkProps) => {
  const { side } = use(TreeContext);
  const highlight = use(HighlightContext);
  const place = placeOf(side, node, [partner]);
  const isChosen = useIsChosen(side, place);
  const said = <Direction {...partner} />;
  if (partner.id === undefined) return <span className={classes.link}>{said}</span>;
  return (
    <button
      type="button"
      className={classes.link}
      aria-pressed={isChosen}
      onClick={() => highlight.choose(side, place)}
      onFocus={() => highlight.point(place)}
      onBlur={() => highlight.point(undefined)}
    >
      {said}
    </button>
  );
};

const Direction = ({ path }: Partner) => {
  const { side } = use(TreeContext);
  const texts = useEventWords();
  return (
    <>
      <span aria-hidden>{side === 'wire' ? '→\u00a0' : '←\u00a0'}</span>
      <VisuallyHidden>{side === 'wire' ? texts.feeds : texts.comesFrom} </VisuallyHidden>
      {path}
    </>
  );
};

type ErrorsProps = { readonly errors: readonly Invalidity[]; readonly at: string };

/** Errors; with their own path where that does not exist, and they are told somewhere around it. */
export const Errors = ({ errors, at }: ErrorsProps) => {
  const texts = useEventWords();
  return errors.map(({ path, message }) => (
    <p key={`${path} ${message}`} className={classes.error}>
      <span aria-hidden className={classes.icon}>
        !
      </span>
      <span>
        <strong>{texts.error}</strong>
        {path !== at && path !== '' && <code> {path}</code>}: {message}
      </span>
    </p>
  ));
};
