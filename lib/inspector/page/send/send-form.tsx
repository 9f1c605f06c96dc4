import { type RefObject, type SubmitEvent, useEffect, useRef } from 'react';
import type { EventKind, Template } from '../../protocol.ts';
import { usePolled } from '../api.ts';
import { ProblemNote } from '../problem-note.tsx';
import { useRows } from '../rows.ts';
import { BodyEditor } from './body-editor.tsx';
import { isPortalsOwn, orderOf } from './draft.ts';
import { useDraft, useTerms } from './drafts.ts';
import { EventPicker } from './event-picker.tsx';
import { PortalPicker } from './portal-picker.tsx';
import classes from './send.module.css';
import { SendPanel } from './send-panel.tsx';
import { useSendWords } from './send-words.ts';
import { startSending } from './sending.ts';

type SendFormProps = { readonly events: readonly EventKind[]; readonly event: string };

/** Wherever the focus is, as long as the form is there. */
const useCtrlEnter = (form: RefObject<HTMLFormElement | null>): void => {
  useEffect(() => {
    const send = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || event.repeat || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.current?.requestSubmit();
    };
    window.addEventListener('keydown', send);
    return () => window.removeEventListener('keydown', send);
  }, [form]);
};

/** One event: from whom, how often, and what is in it. */
export const SendForm = ({ events, event }: SendFormProps) => {
  const words = useSendWords();
  const form = useRef<HTMLFormElement>(null);
  useCtrlEnter(form);
  const { value: template, error } = usePolled<Template>(`templates/${event}`, 0);
  const [draft, setDraft] = useDraft(template);
  const [terms, setTerms] = useTerms();
  const newest = useRows().at(-1)?.seq ?? 0;
  const send = (submission: SubmitEvent): void => {
    submission.preventDefault();
    if (draft !== undefined) startSending(orderOf(event, draft, terms), newest);
  };
  return (
    <form ref={form} className={classes.form} onSubmit={send}>
      <div className={classes.pickers}>
        <EventPicker events={events} event={event} />
        <PortalPicker
          event={event}
          portal={terms.portal}
          onPick={(portal) => setTerms({ ...terms, portal })}
        />
      </div>
      <SendPanel terms={terms} onTerms={setTerms} isReady={draft !== undefined} />
      <div className={classes.body}>
        {isPortalsOwn(event, terms) && <p>{words.portalsOwn}</p>}
        {template && draft && !isPortalsOwn(event, terms) && (
          <BodyEditor template={template} draft={draft} onDraft={setDraft} />
        )}
        {error !== undefined && <ProblemNote>{error}</ProblemNote>}
      </div>
    </form>
  );
};
