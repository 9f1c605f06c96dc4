import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { evaluated } from '../../package/kit-data.ts';

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig(({ command }) => {
  // Test runners set another one, and with it React is the one for development.
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  return {
    root: pathOf('.'),
    // As in the package: what consumers know of events, without valibot.
    plugins: [react(), evaluated(pathOf('../../consumer/shapes.ts'))],
    build: {
      outDir: pathOf('../../../dist/inspector'),
      emptyOutDir: true,
      // Older ones do not know light-dark(), and what would be written in its place does not know Mantine's themes.
      target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  };
});
