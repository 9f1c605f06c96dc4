import { say } from './say.ts';

/** Messages that are no events of b24bus. */
export type Strangers = {
  /** One more; tells of the first. */
  count(): void;
  /** How many there were, if any. */
  tell(): void;
};

export const countStrangers = (): Strangers => {
  let counted = 0;
  return {
    count: () => {
      counted += 1;
      if (counted === 1) say('Something came that is no event of b24bus; it is ignored, and counted.');
    },
    tell: () => {
      if (counted > 0) say(`No event of b24bus, and ignored: ${counted} of what came.`);
    },
  };
};
