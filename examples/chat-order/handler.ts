import { type KnownEvent, lambdaHandler, route, senderOf, toPlainText } from 'b24bus/consumer';
import { append } from './transcript.ts';

type Written = KnownEvent<'OnOpenLineMessageAdd'> | KnownEvent<'OnOpenLineMessageUpdate'>;

const written = ({ data: { message } }: Written): { by: string; text: string } => {
  const { direction, text = '', files = [] } = message;
  const by = direction === 'incoming' ? 'client' : (senderOf(text) ?? 'system');
  return {
    by,
    text: [toPlainText(text), ...files.map(({ name = 'file' }) => `[${name}]`)].join('\n').trim(),
  };
};

// One record of a chat after the other: the kit knows a FIFO queue by its ARN, and holds back what follows a failure.
export const handler = lambdaHandler(
  route(
    {
      OnOpenLineMessageAdd: (event) => append(event, { did: 'wrote', ...written(event) }),
      OnOpenLineMessageUpdate: (event) => append(event, { did: 'edited', ...written(event) }),
      OnOpenLineMessageDelete: (event) => append(event, { did: 'deleted' }),
    },
    ({ type }) => {
      throw new Error(`${type} is not for this function: update b24bus, or the subscription`);
    },
  ),
);
