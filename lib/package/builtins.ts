import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/** The namespace of Node's own modules in esbuild's metafile. */
export const BUILTIN = 'builtin';

/**
 * Takes Node's own modules from `process.getBuiltinModule`, and only those exports that are used. An `import` asks for
 * every export, and with it for whatever Node loads behind one: for `node:http` that is a WebSocket client
 * (docs/decisions/runtime.md).
 */
export const builtins: Plugin = {
  name: 'builtins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /./ }, ({ path }) =>
      isBuiltin(path)
        ? { path: `node:${path.replace(/^node:/, '')}`, namespace: BUILTIN, sideEffects: false }
        : undefined,
    );
    onLoad({ filter: /./, namespace: BUILTIN }, ({ path }) => ({ contents: moduleOf(path) }));
  },
};

/** The calls are marked as pure, so that esbuild leaves out those whose result nobody uses. */
const moduleOf = (name: string): string => {
  const exported = Object.keys(process.getBuiltinModule(name) ?? {}).filter((key) => key !== 'default');
  return [
    `const builtin = /* @__PURE__ */ process.getBuiltinModule('${name}');`,
    'export default builtin;',
    ...exported.map((key) => `export const ${key} = /* @__PURE__ */ (() => builtin.${key})();`),
  ].join('\n');
};
