import { type BreakingChange, breakingChanges } from './compatibility.ts';
import { type EventSchemas, RELEASED, readSchemas, writeReleased } from './files.ts';

/**
 * Makes these schemas those of the last release, unless they could break its consumers.
 *
 * @returns what could break them; nothing is written then.
 */
export const release = (schemas: EventSchemas, version: string, project?: string): BreakingChange[] => {
  const breaking = breakingChanges(readSchemas(RELEASED, project), schemas);
  if (breaking.length === 0) writeReleased(schemas, version, project);
  return breaking;
};
