import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { command, on } from './command.ts';
import type { CommandContext, CommonOptions } from './command-context.ts';
import type { DoctorOptions } from './doctor/doctor.ts';
import { seconds } from './option-values.ts';
import { quarantine } from './quarantine/commands.ts';
import { recover } from './recover/command.ts';
import { replay } from './replay/command.ts';
import { undelivered } from './undelivered/commands.ts';
import { watch } from './watch/command.ts';

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

const offline = (): Command =>
  command('offline', 'also take events from its queue, if they do not come online; needs an administrator')
    .argument('<member_id>', 'the portal, as `portals list` names it')
    .argument('<on|off>', 'whether to')
    .action(async (memberId: string, wanted: string, options: CommonOptions) => {
      const { setOffline } = await import('./portals/offline.ts');
      await on(options, (context) => setOffline(memberId, wanted, context));
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
  for (const each of [list(), show(), check(), bind(), unbind(), offline(), forget()]) group.addCommand(each);
  return group;
};

// As far up from the bundle that the package has.
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** The command line. Wrong usage is a CommanderError. */
export const program = (): Command => {
  const root = new Command('b24bus')
    .description(
      'Looks after b24bus: the portals that have installed it, whether their events arrive, and those that could not.',
    )
    .version(version)
    .addHelpText(
      'after',
      '\nExit codes: 0 all is well, 1 a problem was found, 2 wrong usage, 3 AWS or the local run cannot be reached.',
    )
    .addCommand(portals())
    .addCommand(checkup())
    .addCommand(watch())
    .addCommand(quarantine())
    .addCommand(undelivered())
    .addCommand(recover())
    .addCommand(replay());
  for (const each of [root, ...root.commands, ...root.commands.flatMap(({ commands }) => commands)]) {
    each.exitOverride().showHelpAfterError('(--help tells more)');
  }
  return root;
};
