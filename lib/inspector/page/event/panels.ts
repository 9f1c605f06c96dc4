import type { Details } from '../../protocol.ts';
import { consumerOf, curlOf, patternOf, policyOf } from './snippets.ts';

/** What somebody takes along. */
export type UseId = 'event' | 'consumer' | 'pattern' | 'policy' | 'curl';

/** What was really sent, answered and written down. */
export type RecordId = 'eventbridge' | 'sns' | 'answer' | 'form' | 'log';

/** A text to look at and to copy. */
export type Panel<Id> = { readonly id: Id; readonly text: string };

/** What can be made of an event; of what became no event only the request. */
export const usesOf = ({ row, wire }: Details, origin: string): readonly Panel<UseId>[] => {
  const { published } = row;
  return filled<UseId>({
    event: published && json(published),
    consumer: published && consumerOf(row.event, published.data),
    pattern: published && patternOf(row),
    policy: published && policyOf(row),
    curl: wire && curlOf(wire, origin),
  });
};

/** What is on record of a request. */
export const recordsOf = ({ sent, answer, wire, log }: Details): readonly Panel<RecordId>[] =>
  filled<RecordId>({
    eventbridge: sent.eventbridge && json(sent.eventbridge),
    sns: sent.sns && json(sent.sns),
    answer: answer && `HTTP ${answer.status}\n\n${readable(answer.body)}`,
    form: wire?.form,
    log: log.map(readable).join('\n') || undefined,
  });

const filled = <Id extends string>(texts: Readonly<Record<Id, string | undefined>>): Panel<Id>[] =>
  (Object.entries(texts) as [Id, string | undefined][]).flatMap(([id, text]) =>
    text === undefined || text === '' ? [] : [{ id, text }],
  );

const json = (value: object): string => JSON.stringify(value, null, 2);

/** JSON with line breaks; anything else as it is. */
const readable = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};
