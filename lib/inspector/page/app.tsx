import { type RefObject, Suspense, useEffect, useRef } from 'react';
import classes from './app.module.css';
import { useAppWords } from './app-words.ts';
import { Header } from './header.tsx';
import { type Route, useRoute } from './routes.ts';
import { useConnection } from './rows.ts';
import { View } from './view.tsx';
import { ViewBoundary } from './view-boundary.tsx';
import { useLanguage } from './words.ts';

/** The page: its header, and the view that its address names. */
export const App = () => {
  const route = useRoute();
  const [language] = useLanguage();
  const text = useAppWords();
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `${titleOf(route, text.view)} · b24bus`;
  }, [language, route, text]);
  useFocusAfterNavigation(main, route.view);
  return (
    <div className={classes.page}>
      {/* No link: what is behind the `#` of the address is the route. */}
      <button type="button" className={classes.skip} onClick={() => main.current?.focus()}>
        {text.skip}
      </button>
      <Header route={route} />
      <main ref={main} tabIndex={-1} className={classes.main}>
        <ViewBoundary key={route.view} note={(message) => <Stopped message={message} />}>
          <Suspense fallback={<p role="status">{text.loading}</p>}>
            <LoadedView route={route} />
          </Suspense>
        </ViewBoundary>
      </main>
    </div>
  );
};

/** A view as soon as the rows are there that have been before the page. */
const LoadedView = ({ route }: { readonly route: Route }) => {
  const { loading } = useAppWords();
  return useConnection() === 'connecting' ? <p role="status">{loading}</p> : <View route={route} />;
};

const titleOf = (route: Route, titles: Readonly<Record<Route['view'], string>>): string =>
  route.view === 'event' ? `${titles.event} ${route.seq}` : titles[route.view];

const useFocusAfterNavigation = (main: RefObject<HTMLElement | null>, view: Route['view']): void => {
  const shown = useRef(view);
  useEffect(() => {
    if (shown.current !== view) {
      window.scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    shown.current = view;
  }, [main, view]);
};

const Stopped = ({ message }: { readonly message: string }) => {
  const { broken, reload } = useAppWords();
  return (
    <>
      {broken(message)}{' '}
      <button type="button" onClick={() => window.location.reload()}>
        {reload}
      </button>
    </>
  );
};
