import { use, useEffect, useState } from 'react';
import { useEventWords } from './event-words.ts';
import { type Side, useChoiceInside } from './highlight.ts';
import type { Annotated } from './links.ts';
import { Errors, Marks } from './tree-marks.tsx';
import { TreeContext, useRow } from './tree-row.ts';
import classes from './tree-view.module.css';
import type { TreeNode } from './wire-tree.ts';

type Props = Annotated & { readonly side: Side; readonly label: string };

/** A tree of values whose containers fold. */
export const TreeView = ({ tree, notes, side, label }: Props) => {
  const [context] = useState({ side, notes });
  const errors = notes.errors.get(tree.root.id) ?? [];
  return (
    <TreeContext value={context}>
      {errors.length > 0 && <Errors errors={errors} at="" />}
      <ul className={classes.tree} aria-label={label}>
        <Nodes nodes={tree.root.children} />
      </ul>
    </TreeContext>
  );
};

const Nodes = ({ nodes }: { readonly nodes: readonly TreeNode[] }) =>
  nodes.map((node) =>
    node.children.length > 0 ? <Branch key={node.id} node={node} /> : <Leaf key={node.id} node={node} />,
  );

const Branch = ({ node }: { readonly node: TreeNode }) => {
  const { side, notes } = use(TreeContext);
  const [isOpen, setOpen] = useState(!notes.folded.has(node.id));
  const row = useRow(node, isOpen);
  const texts = useEventWords();
  const choice = useChoiceInside(side, node);
  useEffect(() => {
    if (choice !== '') setOpen(true);
  }, [choice]);
  return (
    <li>
      <div className={classes.row} {...row}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <span aria-hidden className={classes.chevron} />
          <span className={classes.key}>{node.key}</span>{' '}
          <span className={classes.count}>{texts.values(node.leaves)}</span>
        </button>
        <Marks node={node} />
      </div>
      {isOpen && (
        <ul>
          <Nodes nodes={node.children} />
        </ul>
      )}
    </li>
  );
};

const Leaf = ({ node }: { readonly node: TreeNode }) => {
  const row = useRow(node, true);
  return (
    <li>
      <div className={classes.row} {...row}>
        <span className={classes.key}>{node.key}</span> <Value node={node} />
        <Marks node={node} />
      </div>
    </li>
  );
};

/** Longer texts are folded. */
const FOLD = 300;

const Value = ({ node: { kind, text } }: { readonly node: TreeNode }) => {
  const texts = useEventWords();
  const [isWhole, setWhole] = useState(text.length <= FOLD);
  if (kind === 'literal') return <span className={classes.literal}>{text}</span>;
  return (
    <>
      <span className={classes.text}>{isWhole ? `"${text}"` : `"${text.slice(0, FOLD)}…`}</span>
      {!isWhole && (
        <button type="button" className={classes.more} onClick={() => setWhole(true)}>
          {texts.whole(text.length)}
        </button>
      )}
    </>
  );
};
