import '@mantine/core/styles/Badge.css';
import { Badge } from '@mantine/core';
import { useId } from 'react';
import type { EventKind, InstalledPortal } from '../../protocol.ts';
import { ageOf } from '../format.ts';
import { useLanguage } from '../words.ts';
import { Bindings } from './bindings.tsx';
import classes from './portals.module.css';
import { usePortalsWords } from './portals-words.ts';

type PortalCardProps = { readonly portal: InstalledPortal; readonly events: readonly EventKind[] };

const colors: Readonly<Record<string, string>> = { healthy: 'teal', unhealthy: 'red' };

/** A portal: how it is doing, what is wrong and what to do, and what it has bound. */
export const PortalCard = ({ portal, events }: PortalCardProps) => {
  const words = usePortalsWords();
  const heading = useId();
  const { memberId, domain, health, bound } = portal;
  return (
    <section aria-labelledby={heading} className={classes.card}>
      <div className={classes.heading}>
        <h2 id={heading}>{domain ?? memberId}</h2>
        <Badge variant="light" color={colors[health] ?? 'gray'} radius="sm" tt="none">
          {words.health[health] ?? health}
        </Badge>
      </div>
      <Facts portal={portal} />
      <Problems portal={portal} />
      <Bindings bound={bound} events={events} />
    </section>
  );
};

const Facts = ({ portal: { memberId, installed, checked } }: { readonly portal: InstalledPortal }) => {
  const words = usePortalsWords();
  return (
    <dl className={classes.facts}>
      <dt>{words.memberId}</dt>
      <dd>
        <code>{memberId}</code>
      </dd>
      <dt>{words.installed}</dt>
      <dd>
        <Age of={installed} />
      </dd>
      <dt>{words.checked}</dt>
      <dd>{checked === undefined ? words.notChecked : <Age of={checked} />}</dd>
    </dl>
  );
};

const Age = ({ of }: { readonly of: string }) => {
  const [language] = useLanguage();
  return (
    <time dateTime={of} title={of}>
      {ageOf(of, language)}
    </time>
  );
};

const Problems = ({ portal: { problems } }: { readonly portal: InstalledPortal }) => {
  const words = usePortalsWords();
  if (problems.length === 0) return <p>{words.noProblems}</p>;
  return (
    <div className={classes.problems}>
      <h3>{words.problems(problems.length)}</h3>
      <ul lang="en">
        {problems.map(({ message, cure }) => (
          <li key={`${message} ${cure}`}>
            {message} <strong>{cure}</strong>
          </li>
        ))}
      </ul>
    </div>
  );
};
