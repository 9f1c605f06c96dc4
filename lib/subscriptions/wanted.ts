import { catalogue, type EventName, eventNames } from '../catalogue/index.ts';

/** What binds an event to the URL at which the portal posts it. */
export type Binding = {
  /** Bitrix24's name in upper case, as the portal lists it. */
  readonly event: string;
  readonly handler: string;
};

/** A binding that this deployment wants. */
export type WantedBinding = Binding & { readonly name: EventName };

/** The URLs of this deployment, or of an earlier one: one per event of the catalogue, in its order. */
export const wantedBindings = (baseUrl: string): readonly WantedBinding[] => {
  const base = baseUrl.replace(/\/+$/, '');
  return eventNames.map((name) => ({
    name,
    event: name.toUpperCase(),
    handler: `${base}${catalogue[name].route}`,
  }));
};

/** This deployment, and the URLs under which it or its predecessors were bound before. */
export type Deployment = { readonly baseUrl: string; readonly earlierBaseUrls: readonly string[] };

/** A URL as it can be compared: hosts have no case, a default port is none, and old spellings vary. */
export const comparable = (url: string): string =>
  (URL.parse(url)?.href ?? url).toLowerCase().replace(/\/+$/, '');

/** The earlier base URLs that are really others, each once. */
export const otherBaseUrls = ({ baseUrl, earlierBaseUrls }: Deployment): readonly string[] => {
  const others = new Map(earlierBaseUrls.map((earlier) => [comparable(earlier), earlier]));
  others.delete(comparable(baseUrl));
  return [...others.values()];
};
