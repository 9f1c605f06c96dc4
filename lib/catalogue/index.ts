import type * as v from 'valibot';
import type { CloudEvent } from '../events/cloud-event.ts';
import * as app from './app.ts';
import type { PublishedData } from './definition.ts';
import * as imconnector from './imconnector.ts';
import * as imopenlines from './imopenlines.ts';

/**
 * Every event that b24bus takes. Routes, functions, schemas and types follow from it. For tools and tests: a
 * function imports its own row only, so that no bundle grows with the catalogue.
 */
export const catalogue = { ...imconnector, ...imopenlines, ...app };

export type EventName = keyof typeof catalogue;

/** `data` of one event as published. */
export type EventData<Name extends EventName> = v.InferOutput<(typeof catalogue)[Name]['schema']> &
  Pick<PublishedData, 'unmapped'>;

/** One event as published. */
export type PublishedEvent<Name extends EventName = EventName> = CloudEvent<EventData<Name>>;

/**
 * Its function also answers the paths that no event has, with the contract's 404 instead of API Gateway's own. This
 * one, because a flood of them then takes no capacity from a customer's event.
 */
export const CATCH_ALL: EventName = 'OnAppTest';

/** The names of the catalogue, in its order. */
export const eventNames = Object.keys(catalogue) as EventName[];
