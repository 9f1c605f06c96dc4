import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import classes from './chart.module.css';
import { type Look, optionsOf } from './chart-options.ts';

type Props = {
  /** What the chart shows, with its figures: for those who do not see it. */
  readonly label: string;
  /** Unix seconds, then the values of each line; the same as long as nothing has changed. */
  readonly data: uPlot.AlignedData;
  /** The same as long as nothing has changed: another look makes another chart. */
  readonly look: Look;
};

/** A chart over time, as wide as its place. */
export const Chart = ({ label, data, look }: Props) => {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const [plot, setPlot] = useState<uPlot>();
  useEffect(() => {
    if (!place.current) return;
    const made = new uPlot(optionsOf(look, scheme, place.current.clientWidth), undefined, place.current);
    const resized = new ResizeObserver(([entry]) => {
      if (entry) made.setSize({ width: entry.contentRect.width, height: made.height });
    });
    resized.observe(place.current);
    setPlot(made);
    return () => {
      resized.disconnect();
      made.destroy();
    };
  }, [look, scheme]);
  useEffect(() => plot?.setData(data), [plot, data]);
  return <div role="img" aria-label={label} ref={place} className={classes.chart} />;
};
