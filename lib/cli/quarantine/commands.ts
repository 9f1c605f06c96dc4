import { Command, Option } from 'commander';
import { command, on } from '../command.ts';
import type { CommonOptions } from '../command-context.ts';
import { hexId, hexIds, moment } from '../option-values.ts';
import type { Filters } from './filters.ts';

type FilterOptions = Omit<Filters, 'references'> & { readonly reference?: readonly string[] };

/** A command about some bodies in quarantine. */
const filtered = (name: string, description: string): Command =>
  command(name, description)
    .option('--event <name>', 'of this event, or posted to its route')
    .addOption(
      new Option('--reason <reason>', 'held for this reason').choices(['invalid', 'wrong-route', 'fault']),
    )
    .option('--portal <member_id>', 'from this portal', hexId)
    .option('--since <time>', 'received since then: 2026-05-02T11:33:52Z, or 3h ago', moment)
    .option('--until <time>', 'received before then', moment)
    .option('--reference <reference>', 'with this reference; may be repeated', hexIds);

const filtersOf = (options: FilterOptions, more: readonly string[] = []): Filters => {
  const { event, reason, portal, since, until, reference = [] } = options;
  const references = [...reference, ...more];
  return {
    ...(event !== undefined && { event }),
    ...(reason !== undefined && { reason }),
    ...(portal !== undefined && { portal }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(references.length > 0 && { references }),
  };
};

const list = (): Command =>
  filtered('list', 'list what is in quarantine, oldest first').action(
    async (options: CommonOptions & FilterOptions) => {
      const { listQuarantine } = await import('./list.ts');
      await on(options, (context) => listQuarantine(filtersOf(options), context));
    },
  );

const show = (): Command =>
  command('show', 'show what is wrong with a body beside the body, without its secrets')
    .argument('<reference>', 'the body, as `quarantine list` names it', hexId)
    .action(async (reference: string, options: CommonOptions) => {
      const { showQuarantined } = await import('./show.ts');
      await on(options, (context) => showQuarantined(reference, context));
    });

type ReplayOptions = FilterOptions & { readonly all?: true; readonly dryRun?: true };

const replay = (): Command =>
  filtered('replay', 'publish what is valid now, under the ids that it would have had at first')
    .argument('[references...]', 'the bodies, as `quarantine list` names them', hexIds)
    .option('--all', 'everything in quarantine')
    .option('--dry-run', 'tell what would happen, and publish nothing')
    .action(async (references: readonly string[], options: CommonOptions & ReplayOptions) => {
      const { replayQuarantine } = await import('./replay.ts');
      await on(options, (context) => replayQuarantine(filtersOf(options, references), options, context));
    });

const drop = (): Command =>
  command('drop', 'delete a body for good')
    .argument('<reference>', 'the body, as `quarantine list` names it', hexId)
    .option('--yes', 'do it')
    .action(async (reference: string, options: CommonOptions & { readonly yes?: true }) => {
      const { dropQuarantined } = await import('./drop.ts');
      await on(options, (context) => dropQuarantined(reference, options, context));
    });

export const quarantine = (): Command => {
  const group = new Command('quarantine').description('authentic bodies that could not be validated');
  for (const each of [list(), show(), replay(), drop()]) group.addCommand(each);
  return group;
};
