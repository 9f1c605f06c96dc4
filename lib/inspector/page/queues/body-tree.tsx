import type { Invalidity } from '../../../events/validate.ts';
import type { Decoded } from '../../../form/decoded.ts';
import { errorPlaces, type PlacedError } from './error-places.ts';
import classes from './queues.module.css';

type BodyTreeProps = { readonly body: Decoded; readonly errors: readonly Invalidity[] };

/** A body as nested lists, with what is wrong said where it is. */
export const BodyTree = ({ body, errors }: BodyTreeProps) => {
  const places = errorPlaces(body, errors);
  return (
    <div className={classes.tree}>
      <Errors errors={places.get('')} />
      <Node node={body} path="" places={places} />
    </div>
  );
};

type NodeProps = {
  readonly node: Decoded;
  readonly path: string;
  readonly places: ReadonlyMap<string, readonly PlacedError[]>;
};

const Node = ({ node, path, places }: NodeProps) => {
  if (typeof node === 'string') return <span className={classes.value}>{node}</span>;
  return (
    <ul>
      {Object.entries(node).map(([key, child]) => {
        const place = path === '' ? key : `${path}.${key}`;
        const errors = <Errors errors={places.get(place)} />;
        return (
          <li key={key}>
            <span className={classes.key}>{key}</span> {typeof child === 'object' && errors}
            <Node node={child} path={place} places={places} />
            {typeof child === 'string' && errors}
          </li>
        );
      })}
    </ul>
  );
};

const Errors = ({ errors = [] }: { readonly errors: readonly PlacedError[] | undefined }) =>
  errors.map(({ path, message }) => (
    <strong key={`${path} ${message}`} lang="en" className={classes.error}>
      {path === '' ? message : `${path}: ${message}`}
    </strong>
  ));
