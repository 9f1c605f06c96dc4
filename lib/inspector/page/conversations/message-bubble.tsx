import { clockOf } from '../clock.ts';
import { useLanguage } from '../words.ts';
import { useConversationsWords } from './conversations-words.ts';
import classes from './message-bubble.module.css';
import type { MessageEntry } from './message-entry.ts';
import { TimeOfDay } from './time-of-day.tsx';

type Props = { readonly message: MessageEntry };

/** One message: who wrote it, what it says now, and what became of it. */
export const MessageBubble = ({ message }: Props) => (
  <div className={classes.bubble} data-from={message.system ? 'system' : message.direction}>
    <p className={classes.author}>
      <strong>
        <Author message={message} />
      </strong>{' '}
      <TimeOfDay at={message.at} />
    </p>
    <Text message={message} />
    <Files message={message} />
    <Changes message={message} />
    <Doubt message={message} />
  </div>
);

const Author = ({ message: { direction, system, sender } }: Props) => {
  const texts = useConversationsWords();
  if (system) return texts.system;
  return direction === 'incoming' ? texts.customer : (sender ?? texts.operator);
};

const Text = ({ message: { text, deleted, files, doubt } }: Props) => {
  const { noText } = useConversationsWords();
  if (!text) return files.length === 0 && doubt !== 'unseen' && <p className={classes.aside}>{noText}</p>;
  return <p className={classes.text}>{deleted === undefined ? text : <del>{text}</del>}</p>;
};

const Files = ({ message: { files } }: Props) => {
  const texts = useConversationsWords();
  if (files.length === 0) return null;
  const names = files.map(({ name, id }) => name ?? texts.file(id));
  return (
    <p className={classes.text}>
      <span aria-hidden="true">📎</span> {texts.files}: {names.join(', ')}
    </p>
  );
};

const Changes = ({ message: { edited, deleted, earlier } }: Props) => {
  const texts = useConversationsWords();
  const [language] = useLanguage();
  return (
    <>
      {edited !== undefined && (
        <p className={classes.aside}>{texts.edited(clockOf(Date.parse(edited), language))}</p>
      )}
      {deleted !== undefined && (
        <p className={classes.aside}>{texts.deleted(clockOf(Date.parse(deleted), language))}</p>
      )}
      {earlier.length > 0 && (
        <details>
          <summary className={classes.aside}>{texts.earlier}</summary>
          {earlier.map((text, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: earlier texts never move, and two may be equal
            <p key={index} className={classes.text}>
              {text}
            </p>
          ))}
        </details>
      )}
    </>
  );
};

const Doubt = ({ message: { doubt, id } }: Props) => {
  const texts = useConversationsWords();
  if (doubt === undefined) return null;
  return <p className={classes.doubt}>{doubt === 'unseen' ? texts.unseen : texts.contradicted(id)}</p>;
};
