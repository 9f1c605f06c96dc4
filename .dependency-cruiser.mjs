// Imports run one way: functions -> middleware -> the rest; AWS is at the edges, the local run outside of all.
const only = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const packagesBut = (allowed) => `node_modules/(?!(${allowed})/)`;
const NODE = '^(node:)?[a-z_/]+$';

export default {
  forbidden: [
    only('no-circular', 'A module that needs itself has no place to start reading.', {}, { circular: true }),
    only(
      'functions-declare',
      'A function file says which event it is and nothing else.',
      { path: '^functions/.+/' },
      {
        path: '^lib/',
        pathNot:
          '^lib/(catalogue/[^/]+|middleware/receive|lifecycle/receive|health/schedule|redelivery/redeliver|offline/schedule)\\.ts$',
      },
    ),
    only(
      'functions-import-their-family',
      'Through the whole catalogue every bundle would grow with every event.',
      { path: '^functions/.+/' },
      { path: '^lib/catalogue/index\\.ts$' },
    ),
    only(
      'receivers-stay-small',
      'What speaks to portals is for installing and checking them; a receiver only asks who may send.',
      { path: '^functions/(imconnector|imopenlines)/|^functions/app/on-app-test' },
      {
        path: '^lib/(bitrix24|subscriptions|lifecycle|health|redelivery|replay|offline)/|@aws-sdk/',
        reachable: true,
      },
    ),
    only(
      'aws-at-the-edges',
      'Everything but the adapters is pure.',
      { path: '^(lib|functions)/', pathNot: '^lib/(publish|portals|local|cli)/|^lib/redelivery/queue\\.ts$' },
      { path: '@aws-sdk/' },
    ),
    only(
      'form-is-plain',
      'Decoding knows neither AWS nor valibot, nor what the fields mean.',
      { path: '^lib/form/' },
      { path: '(valibot|@aws-sdk|@middy)/|^lib/(events|schemas|catalogue|portals|publish|middleware)/' },
    ),
    only(
      'events-are-pure',
      'From the wire to the normalised event without a side effect.',
      { path: '^lib/(events|schemas|catalogue)/' },
      { path: '^lib/(publish|middleware|local|package)/' },
    ),
    only(
      'middleware-is-on-top',
      'Nothing below knows the order of the pipeline.',
      { path: '^lib/(form|events|schemas|catalogue|portals|publish|bitrix24|subscriptions)/' },
      { path: '^lib/(middleware|lifecycle|health)/' },
    ),
    only(
      'nobody-runs-locally',
      'No function and nothing else in lib/ knows that it runs locally.',
      { path: '^(lib|functions)/', pathNot: '^lib/local/' },
      { path: '^lib/local/', pathNot: '^lib/local/node-version\\.mjs$' },
    ),
    only(
      'ingest-is-chosen-by-packaging',
      'Whether an event comes through a queue is a setting of the deployment, not of a function.',
      { path: '^(lib|functions)/', pathNot: '^lib/(ingest|local|package)/' },
      { path: '^lib/ingest/' },
    ),
    only(
      'nobody-types-in-lambda',
      'The command line is for people; nothing that it needs may get into a bundle.',
      { path: '^(lib|functions)/', pathNot: '^lib/(cli|local)/' },
      { path: '^lib/cli/' },
    ),
    only(
      'nobody-inspects-in-lambda',
      'The inspector is for people, too; it sees what comes in from outside.',
      { path: '^(lib|functions)/', pathNot: '^lib/(inspector|local|cli)/' },
      { path: '^lib/inspector/' },
    ),
    only(
      'the-page-runs-in-browsers',
      'Of b24bus it needs to run what consumers need, and nothing of its server.',
      { path: '^lib/inspector/page/', pathNot: '/vite\\.config\\.ts$' },
      {
        path: `^lib/(?!inspector/(page/|protocol\\.ts$)|consumer/)|${packagesBut('react|react-dom|@mantine|@tanstack|uplot')}|${NODE}`,
      },
    ),
    only(
      'the-page-is-served-as-files',
      'Servers know where it is built, not what is in it.',
      { path: '^lib/', pathNot: '^lib/inspector/page/' },
      { path: '^lib/inspector/page/' },
    ),
    only(
      'consumers-get-events-only',
      'Consumers bundle it: neither AWS nor Node, nor how events come in.',
      { path: '^lib/consumer/' },
      { path: `^lib/(?!(consumer|schemas|events)/)|${packagesBut('valibot')}|${NODE}`, reachable: true },
    ),
    only(
      'tests-of-consumers-need-no-aws',
      'Test runners load it.',
      { path: '^lib/testing/' },
      {
        path: `^lib/(?!(consumer|testing|schemas|events)/)|${packagesBut('valibot|fast-check')}`,
        reachable: true,
      },
    ),
    only(
      'fast-check-is-optional',
      'Whoever has not installed it can use the rest.',
      { path: '^lib/testing/index\\.ts$' },
      { path: 'node_modules/fast-check/', reachable: true },
    ),
    only(
      'nobody-consumes',
      'What b24bus publishes is for others; only what is written about it may use their tools.',
      { path: '^(lib|functions)/', pathNot: '^lib/(consumer|testing|documents|inspector/page)/' },
      { path: '^lib/(consumer|testing)/' },
    ),
    only(
      'documents-are-for-people',
      'Schemas and pages are written before a release; of what runs, only packaging reads them.',
      { path: '^(lib|functions)/', pathNot: '^lib/(documents|package)/' },
      { path: '^lib/documents/' },
    ),
    only(
      'nobody-is-an-example',
      'Examples are to be deleted or copied.',
      { path: '^(lib|functions)/' },
      { path: '^examples/' },
    ),
    only('nothing-unresolved', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['b24bus-source', 'import', 'node', 'default', 'types'],
    },
  },
};
