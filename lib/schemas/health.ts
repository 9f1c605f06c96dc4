import * as v from 'valibot';
import { contract } from './contract.ts';

const status = v.picklist(['healthy', 'unhealthy']);

const healthChange = v.strictObject({
  /** The portal's health. */
  health: v.strictObject({
    /** How the portal is now. */
    status,
    /** How it was before. */
    previous: status,
    /** RFC 3339: since when it is so, as far as is known; earlier than `time` after temporary faults. */
    since: v.pipe(v.string(), v.isoTimestamp()),
    /** What is wrong; empty where nothing is. */
    problems: v.array(
      v.strictObject({
        /** What was looked at, such as `installed` or `bindings`. */
        check: v.string(),
        /** The problem's code, the same for the same cause. */
        code: v.string(),
        /** What is wrong, for people. */
        message: v.string(),
        /** What to do. */
        cure: v.string(),
        /** The event that it concerns. */
        event: v.exactOptional(v.string()),
      }),
    ),
  }),
});

/** A portal has fallen ill or has recovered, says the hourly check. An event of b24bus itself, not of Bitrix24. */
export const AppHealthChanged = /* @__PURE__ */ contract({
  name: 'AppHealthChanged',
  family: 'app',
  type: 'com.bitrix24.app.health.changed.v1',
  schema: healthChange,
});
