import { clockOf } from '../clock.ts';
import { useLanguage } from '../words.ts';
import classes from './time-of-day.module.css';

export const TimeOfDay = ({ at }: { readonly at: string }) => {
  const [language] = useLanguage();
  return (
    <time dateTime={at} className={classes.time}>
      {clockOf(Date.parse(at), language)}
    </time>
  );
};
