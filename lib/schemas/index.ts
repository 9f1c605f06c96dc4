import type * as v from 'valibot';
import type { CloudEvent } from '../events/cloud-event.ts';
import * as app from './app.ts';
import * as health from './health.ts';
import * as imconnector from './imconnector.ts';
import * as imopenlines from './imopenlines.ts';

/** Everything that may be on the bus, by Bitrix24's name of the event. */
export const contracts = { ...imconnector, ...imopenlines, ...app, ...health };

export type ContractName = keyof typeof contracts;

/** `data` of one event as published. */
export type EventData<Name extends ContractName> = v.InferOutput<(typeof contracts)[Name]['schema']>;

/** One event as published. */
export type PublishedEvent<Name extends ContractName = ContractName> = CloudEvent<EventData<Name>>;
