import * as app from './app.ts';
import * as imconnector from './imconnector.ts';
import * as imopenlines from './imopenlines.ts';

/**
 * Every event that b24bus takes. Routes and functions follow from it. For tools and tests: a
 * function imports its own row only, so that no bundle grows with the catalogue.
 */
export const catalogue = { ...imconnector, ...imopenlines, ...app };

export type EventName = keyof typeof catalogue;

/**
 * Its function also answers the paths that no event has, with the contract's 404 instead of API Gateway's own. This
 * one, because a flood of them then takes no capacity from a customer's event.
 */
export const CATCH_ALL: EventName = 'OnAppTest';

/** The names of the catalogue, in its order. */
export const eventNames = Object.keys(catalogue) as EventName[];
