import { useEffect, useState } from 'react';

/** Draws the component again every so many milliseconds, so that ages in it are right. */
export const useTick = (everyMs: number): void => {
  const [, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTicks((ticks) => ticks + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
};
