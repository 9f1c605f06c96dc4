import { hrefOf } from '../routes.ts';
import classes from './portals.module.css';
import { usePortalsWords } from './portals-words.ts';

/** How there comes to be a portal. */
export const NoPortals = ({ isLocal }: { readonly isLocal: boolean }) => {
  const words = usePortalsWords();
  return (
    <div className={classes.empty}>
      <p>
        <strong>{words.empty}</strong>
      </p>
      {isLocal ? (
        <>
          <p>
            {words.emptyLocal} <a href={hrefOf({ view: 'send', event: 'OnAppInstall' })}>{words.install}</a>,{' '}
            {words.emptyLocalOr}
          </p>
          <pre>npm run send -- OnAppInstall</pre>
        </>
      ) : (
        <p>{words.emptyStack}</p>
      )}
    </div>
  );
};
