import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

const fromQueue = fileURLToPath(new URL('../ingest/receive.ts', import.meta.url));

/** Has the functions of queued events take their bodies from a queue; nothing in their files says so. */
export const receiveFromQueue: Plugin = {
  name: 'receive-from-queue',
  setup: (build) => {
    build.onResolve({ filter: /\/middleware\/receive\.ts$/ }, () => ({ path: fromQueue }));
  },
};
