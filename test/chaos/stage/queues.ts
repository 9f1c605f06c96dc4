import { GetQueueAttributesCommand, SetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { TIME_SCALE } from './control.ts';

/** The settings of the undelivered queue in serverless.yml, in the time scale of the run. */
export const rescaleQueue = async (sqs: SQSClient, QueueUrl: string): Promise<void> => {
  const Attributes = {
    DelaySeconds: String(Math.ceil(10 / TIME_SCALE)),
    VisibilityTimeout: String(Math.ceil(360 / TIME_SCALE)),
  };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
};

/** Messages in a queue, those that wait and those that are being handled too. */
export const depthOf = async (sqs: SQSClient, QueueUrl: string): Promise<number> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  const {
    ApproximateNumberOfMessages: ready,
    ApproximateNumberOfMessagesNotVisible: handled,
    ApproximateNumberOfMessagesDelayed: delayed,
  } = Attributes;
  return [ready, handled, delayed].reduce((sum, each) => sum + Number(each ?? 0), 0);
};
