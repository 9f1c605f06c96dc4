import { useMemo, useState } from 'react';
import type { Template } from '../../protocol.ts';
import { type Draft, draftOf, type Terms } from './draft.ts';

/** Unix time. */
export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

// Edits outlive the view: one sends, looks at the event, and comes back to change one more thing.
const kept = new Map<string, Draft>();

/** The draft of a template, as it was left; undefined while there is no template. */
export const useDraft = (template: Template | undefined): [Draft | undefined, (draft: Draft) => void] => {
  const [, setChanges] = useState(0);
  const fresh = useMemo(() => template && draftOf(template), [template]);
  const change = (draft: Draft): void => {
    if (template === undefined) return;
    kept.set(template.event, draft);
    setChanges((changes) => changes + 1);
  };
  return [template && (kept.get(template.event) ?? fresh), change];
};

let lastTerms: Terms = { isRepeated: false, count: 20, rate: 5, portal: undefined };

/** How often and from whom; the same for all events. */
export const useTerms = (): [Terms, (terms: Terms) => void] => {
  const [terms, setTerms] = useState(lastTerms);
  const change = (next: Terms): void => {
    lastTerms = next;
    setTerms(next);
  };
  return [terms, change];
};
