import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Helps esbuild to leave out what no function uses, and what would run at every cold start: of smithy's packages
 * functions that are made by calls, and the signer's part for event streams; of ours the schemas of other events, whose
 * purity esbuild 0.28 does not see from another module. A release that looks otherwise is bundled as it is, and the
 * budget tells.
 */
export const withoutUnused: Plugin = {
  name: 'without-unused',
  setup: ({ onLoad }) => {
    onLoad(
      { filter: /@smithy.core.dist-es.submodules.(retry|serde|endpoints).index\.js$/ },
      async ({ path }) => {
        const text = await readFile(path, 'utf8');
        return { contents: text.replaceAll(/^(export const \w+ = )(?=bind\w+\()/gm, '$1/* @__PURE__ */ ') };
      },
    );
    // Without it a bundle would have the schemas of all events of its family. Nothing in that room has an effect.
    onLoad({ filter: /[\\/]lib[\\/]schemas[\\/]\w+\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replaceAll(/(?<![\w.])v\.\w+\(/g, '/* @__PURE__ */ $&'), loader: 'ts' };
    });
    onLoad({ filter: /@smithy.signature-v4.dist-es.HeaderFormatter\.js$/ }, () => ({
      contents: 'export class HeaderFormatter {}',
    }));
  },
};
