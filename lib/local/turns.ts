/** Does work when its turn has come. */
type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Lets so many run at a time, in the order in which they came. */
export const turns = (atATime: number): InTurn => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < atATime) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
};
