import type { Resources } from './alarm.ts';
import { STACK } from './metric.ts';

/** An EventBridge pattern on the name of the event. */
type Pattern = {
  readonly 'detail-type': readonly (string | { readonly 'anything-but': readonly string[] })[];
};

/**
 * The archives of the bus by name: one per event of the catalogue, and one of what else is on the bus. EventBridge
 * replays a whole archive, so what is to be replayed by itself is archived by itself.
 */
export const archivePatterns = (events: readonly string[]): Readonly<Record<string, Pattern>> => ({
  ...Object.fromEntries(events.map((event) => [event, { 'detail-type': [event] }])),
  Other: { 'detail-type': [{ 'anything-but': events }] },
});

/** The archives as resources. Without names, so that one that was retained never blocks the next deploy. */
export const archiveResources = (events: readonly string[]): Resources =>
  Object.fromEntries(
    Object.entries(archivePatterns(events)).map(([event, pattern]) => [
      `${event}Archive`,
      {
        Type: 'AWS::Events::Archive',
        Condition: 'EventsAreArchived',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
        DeletionPolicy: '${param:archiveDeletionPolicy}',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          SourceArn: { 'Fn::GetAtt': ['EventBus', 'Arn'] },
          Description: `${event} of ${STACK}`,
          EventPattern: pattern,
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
          RetentionDays: '${param:archiveDays}',
        },
      },
    ]),
  );
