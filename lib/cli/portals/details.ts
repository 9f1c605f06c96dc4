import { eventNames } from '../../catalogue/index.ts';
import type { Portal, PortalProblem } from '../../portals/portal.ts';
import type { Output } from '../output.ts';
import { printable, textTable } from '../text-table.ts';
import { boundOf, portalView } from './portal-view.ts';

const INDENT = ' '.repeat('problem  '.length);

/** What is shown in a way of its own. */
const elsewhere = new Set(['boundEvents', 'problems']);

/** A portal in full: a line per property, then what is wrong. */
export const portalDetails = (portal: Portal, output: Output): string => {
  const rows = Object.entries(portalView(portal))
    .filter(([name]) => !elsewhere.has(name))
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]);
  const unbound = eventNames.filter((name) => !portal.boundEvents.includes(name));
  const bound = boundOf(portal) + (unbound.length === 0 ? '' : `, without ${unbound.join(', ')}`);
  return textTable([...rows, ['bound', bound]]) + problemLines(portal.problems, output);
};

/** Problems with their cures; what is the same for several events is told once. */
export const problemLines = (problems: readonly PortalProblem[], output: Output): string => {
  const alike = Map.groupBy(problems, ({ check, code, message, cure }) =>
    JSON.stringify([check, code, message, cure]),
  );
  return [...alike.values()].map((group) => linesOf(group, output)).join('');
};

const linesOf = (group: readonly PortalProblem[], output: Output): string => {
  const [first] = group;
  if (first === undefined) return '';
  const { check, code, message, cure } = first;
  const events = group.flatMap(({ event }) => (event === undefined ? [] : [event]));
  const which = events.length === 0 ? '' : ` (${events.join(', ')})`;
  const what = printable(`${check}${which}: ${message} (${code})`);
  return `${output.paint('red', 'problem')}  ${what}\n${INDENT}${output.paint('bold', '→')} ${printable(cure)}\n`;
};
