import { clockOf, dayOf } from '../clock.ts';
import { useLanguage } from '../words.ts';
import classes from './conversation-facts.module.css';
import { useConversationsWords } from './conversations-words.ts';
import type { Conversation } from './grouping.ts';

/** Where a conversation takes place, and since when. */
export const ConversationFacts = ({ conversation }: { readonly conversation: Conversation }) => {
  const { facts } = useConversationsWords();
  const [language] = useLanguage();
  const momentOf = (at: string | undefined) => {
    if (at === undefined) return undefined;
    const time = Date.parse(at);
    return `${dayOf(time, language)}, ${clockOf(time, language)}`;
  };
  const { portal, connector, line, id, externalId, started, finished } = conversation;
  const known: readonly (readonly [string, string | number | undefined])[] = [
    [facts.portal, portal],
    [facts.connector, connector],
    [facts.line, line?.name === undefined ? line?.id : `${line.name} (${line.id})`],
    [facts.id, id],
    [facts.externalId, externalId],
    [facts.started, momentOf(started)],
    [facts.finished, momentOf(finished)],
  ];
  return (
    <dl className={classes.facts}>
      {known
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
};
