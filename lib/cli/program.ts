import { Command } from 'commander';
import { type CommandContext, type CommonOptions, contextOf } from './command-context.ts';
import type { DoctorOptions } from './doctor/doctor.ts';
import { httpUrl, seconds, stageName } from './option-values.ts';

/** Runs work on the target that the options name, and makes its exit code that of the process. */
const on = async (
  options: CommonOptions,
  work: (context: CommandContext) => Promise<number>,
): Promise<void> => {
  process.exitCode = await work(await contextOf(options));
};

/** A command with the options that all have. */
const command = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option('--stage <stage>', 'the deployed stack b24bus-<stage>; the local run without it', stageName)
    .option('--region <region>', 'where the stack is (default: AWS_REGION, else eu-central-1)')
    .option('--url <url>', 'where the local run is (default: http://127.0.0.1:$PORT, or port 3000)', httpUrl)
    .option('--json', 'print one JSON document');

type PortalWork = (memberId: string, context: CommandContext) => Promise<number>;

/** @param load imports what the command needs: the clients of AWS would slow down every `--help`. */
const ofPortal = (name: string, description: string, load: () => Promise<PortalWork>): Command =>
  command(name, description)
    .argument('<member_id>', 'the portal, as `portals list` names it')
    .action(async (memberId: string, options: CommonOptions) => {
      const work = await load();
      await on(options, (context) => work(memberId, context));
    });

const list = (): Command =>
  command('list', 'list them').action(async (options: CommonOptions) => {
    const { listPortals } = await import('./portals/list.ts');
    await on(options, listPortals);
  });

const show = (): Command =>
  ofPortal('show', 'show all that is stored of one, without its secrets', async () => {
    const { showPortal } = await import('./portals/show.ts');
    return showPortal;
  });

const check = (): Command =>
  command('check', 'ask one, or all: installed, scopes, bindings; the answers are stored')
    .argument('[member_id]', 'the portal; all without it')
    .action(async (memberId: string | undefined, options: CommonOptions) => {
      const { checkPortals } = await import('./portals/check.ts');
      await on(options, (context) => checkPortals(memberId, context));
    });

const bind = (): Command =>
  ofPortal('bind', 'bind the events that are not, and remove stale handlers', async () => {
    const { bindPortal } = await import('./portals/check.ts');
    return bindPortal;
  });

const unbind = (): Command =>
  ofPortal('unbind', 'remove all handlers of this deployment', async () => {
    const { unbindPortal } = await import('./portals/unbind.ts');
    return unbindPortal;
  });

const forget = (): Command =>
  command('forget', 'remove one and its tokens from the table; its events are refused from then on')
    .argument('<member_id>', 'the portal, as `portals list` names it')
    .option('--yes', 'do it')
    .action(async (memberId: string, options: CommonOptions & { readonly yes?: true }) => {
      const { forgetPortal } = await import('./portals/forget.ts');
      await on(options, (context) => forgetPortal(memberId, options, context));
    });

const checkup = (): Command =>
  command('doctor', 'check everything between a portal and the bus, and name the cures')
    .option('--portal <member_id>', 'the portal (default: the only one that has the application installed)')
    .option('--timeout <seconds>', 'how long to wait for the event of the round trip', seconds, 30)
    .option('--no-round-trip', 'make no temporary queues and send no test event')
    .action(async (options: CommonOptions & DoctorOptions) => {
      const { doctor } = await import('./doctor/doctor.ts');
      await on(options, (context) => doctor(options, context));
    });

const portals = (): Command => {
  const group = new Command('portals').description('the portals that have installed the application');
  for (const each of [list(), show(), check(), bind(), unbind(), forget()]) group.addCommand(each);
  return group;
};

/** The command line. Wrong usage is a CommanderError. */
export const program = (): Command => {
  const root = new Command('b24bus')
    .description('Looks after b24bus: the portals that have installed it, and whether their events arrive.')
    .addHelpText(
      'after',
      '\nExit codes: 0 all is well, 1 a problem was found, 2 wrong usage, 3 AWS or the local run cannot be reached.',
    )
    .addCommand(portals())
    .addCommand(checkup());
  for (const each of [root, ...root.commands, ...root.commands.flatMap(({ commands }) => commands)]) {
    each.exitOverride().showHelpAfterError('(--help tells more)');
  }
  return root;
};
