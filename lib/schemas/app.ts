import * as v from 'valibot';
import { flag, text, verbatim } from './fields.ts';

/** `data` of the application's own events. */
export const app = v.strictObject({
  app: v.strictObject({
    version: v.exactOptional(text),
    previousVersion: v.exactOptional(text),
    active: v.exactOptional(flag),
    installed: v.exactOptional(flag),
    language: v.exactOptional(text),
    /** The app's licence: F free, D demo, T trial, P paid, L local, S subscription. */
    status: v.exactOptional(text),
    clean: v.exactOptional(flag),
    query: v.exactOptional(verbatim),
  }),
});
