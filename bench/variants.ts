import { replacing, resolvingIn, type Variant } from './bundles.ts';
import { installed } from './measure.ts';

const POWERTOOLS_VERSION = '2.36.0';

/** Publishers that are imported when the container starts, but only those that the settings name. */
const lazyPublishers = replacing('lib/middleware/runtime.ts', (text) => {
  const lazy = `
    import type { Publication } from '../publish/destination.ts';
    import type { StoredRecord } from '../publish/record.ts';
    const eventBridgeDestination = (bus: string, limit: number): Destination => {
      const loaded = import('../publish/eventbridge.ts').then((module) => module.eventBridgeDestination(bus, limit));
      return {
        name: 'eventbridge',
        publish: async (events: readonly Publication[], signal: AbortSignal) => (await loaded).publish(events, signal),
      };
    };
    const snsDestination = (topic: string, limit: number): Destination => {
      const loaded = import('../publish/sns.ts').then((module) => module.snsDestination(topic, limit));
      return {
        name: 'sns',
        publish: async (events: readonly Publication[], signal: AbortSignal) => (await loaded).publish(events, signal),
      };
    };
    const queueStore = (url: string) => ({
      store: async (records: readonly StoredRecord[], signal: AbortSignal) =>
        (await import('../publish/queue.ts')).queueStore(url).store(records, signal),
    });
  `;
  return text
    .replace(/import \{ eventBridgeDestination \} .*\n/, '')
    .replace(/import \{ queueStore \} .*\n/, '')
    .replace(/import \{ snsDestination \} .*\n/, lazy);
});

/** lib/log.ts by Powertools: the same facts as one log record, the same metrics as one EMF record. */
const powertoolsLog = replacing('lib/log.ts', (text) => {
  const start = text.indexOf('export const summaryLine');
  const end = text.indexOf('/** A fault of ours');
  if (start === -1 || end === -1) throw new Error('bench/variants.ts no longer fits lib/log.ts');
  return `
    import { Logger } from '@aws-lambda-powertools/logger';
    import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
    const logger = new Logger({ serviceName: 'b24bus' });
    const emf = new Metrics({ namespace: 'b24bus', serviceName: 'b24bus' });
    ${text.slice(0, start)}
    export const summaryLine = (summary: RequestSummary, now: number): string => {
      const { metrics, ...facts } = summary;
      emf.addDimension('event', summary.event);
      for (const [name, value] of Object.entries(metrics)) emf.addMetric(name, MetricUnit.Count, value);
      emf.addMetric('Duration', MetricUnit.Milliseconds, summary.durations['total'] ?? 0);
      emf.publishStoredMetrics();
      const level = summary.status >= 500 ? 'error' : summary.status === 200 ? 'info' : 'warn';
      logger[level]('request', facts);
      return '';
    };
    ${text.slice(end)}
  `;
});

const powertools = installed(
  'powertools',
  `@aws-lambda-powertools/logger@${POWERTOOLS_VERSION}`,
  `@aws-lambda-powertools/metrics@${POWERTOOLS_VERSION}`,
);

/** The bundle as it is, and what was weighed against it. */
export const variants: readonly Variant[] = [
  { name: 'as packaged' },
  { name: '`--enable-source-maps`', nodeOptions: ['--enable-source-maps'] },
  { name: 'credential providers bundled', options: { external: [] } },
  { name: 'SDK from node_modules', options: { external: ['@aws-sdk/*'] } },
  { name: 'not minified', options: { minify: false } },
  { name: 'publishers by `import()`', options: { plugins: [lazyPublishers] } },
  {
    name: 'publishers by `import()`, splitting',
    options: { plugins: [lazyPublishers], splitting: true, chunkNames: '[hash]' },
  },
  {
    name: `Powertools ${POWERTOOLS_VERSION} logger and metrics`,
    options: { plugins: [powertoolsLog, resolvingIn(powertools, '@aws-lambda-powertools')] },
  },
];
