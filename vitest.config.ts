import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const packaging = 'test/package/**/*.test.ts';

export default defineConfig({
  // `b24bus/consumer` is the source here, as in tsconfig.json; the others are Vitest's own.
  ssr: { resolve: { conditions: ['b24bus-source', 'node', 'development|production'] } },
  test: {
    // Hundreds of tests start a process of ours; this halves what starting one takes.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compile', import.meta.url)) },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        // Most of them wait for processes and servers, so even a machine of two cores runs two at a time.
        test: { name: 'all', include: ['test/**/*.test.ts'], exclude: [packaging], maxWorkers: 2 },
      },
      {
        extends: true,
        // These write dist/ and .serverless/, so they take turns, when nobody else runs.
        test: { name: 'package', include: [packaging], maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
