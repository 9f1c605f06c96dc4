// Preloaded by every npm script. It is plain JavaScript because an older Node cannot read the TypeScript
// behind it and would fail with a message about file extensions instead of the cause.
const [major = 0] = process.versions.node.split('.').map(Number);

if (major < 24) {
  process.stderr.write(
    `b24bus needs Node 24 or newer, as Lambda's nodejs24.x has it; this is Node ${process.versions.node}.\n` +
      'On Linux and Windows `npm ci` brings Node 24 along (optionalDependencies), so run it without --omit=optional.\n' +
      'On macOS install Node 24 yourself (the version is in .nvmrc).\n',
  );
  process.exit(1);
}
