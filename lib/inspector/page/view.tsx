import { lazy } from 'react';
import type { Route } from './routes.ts';
import { StreamView } from './stream/stream-view.tsx';

const EventView = lazy(async () => ({ default: (await import('./event/event-view.tsx')).EventView }));
const ConversationsView = lazy(async () => ({
  default: (await import('./conversations/conversations-view.tsx')).ConversationsView,
}));
const OverviewView = lazy(async () => ({
  default: (await import('./overview/overview-view.tsx')).OverviewView,
}));
const QueuesView = lazy(async () => ({ default: (await import('./queues/queues-view.tsx')).QueuesView }));
const PortalsView = lazy(async () => ({ default: (await import('./portals/portals-view.tsx')).PortalsView }));
const SendView = lazy(async () => ({ default: (await import('./send/send-view.tsx')).SendView }));

/** The view of a route. The stream comes with the page; the others when they are first asked for. */
export const View = ({ route }: { readonly route: Route }) => {
  switch (route.view) {
    case 'stream':
      return <StreamView />;
    case 'event':
      return <EventView seq={route.seq} />;
    case 'conversations':
      return <ConversationsView {...(route.chat !== undefined && { chat: route.chat })} />;
    case 'overview':
      return <OverviewView />;
    case 'queues':
      return <QueuesView />;
    case 'portals':
      return <PortalsView />;
    case 'send':
      return <SendView {...(route.event !== undefined && { event: route.event })} />;
  }
};
