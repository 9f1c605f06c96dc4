import * as v from 'valibot';

const isNot = v.object({
  'Fn::Not': v.tuple([v.object({ 'Fn::Equals': v.tuple([v.string(), v.string()]) })]),
});

const conditions = v.object({ EventsAreArchived: isNot, SilenceIsWatched: isNot, HasAlarmEmail: isNot });

const alarm = v.object({
  Type: v.literal('AWS::CloudWatch::Alarm'),
  Properties: v.object({ AlarmName: v.string(), Threshold: v.union([v.number(), v.string()]) }),
});

const MOST_HOURS = 168;

/**
 * What is wrong with the settings of alarms and archives in a packaged template.
 *
 * @throws ValiError if it is no template of this service.
 */
export const operationFaults = (
  Conditions: unknown,
  Resources: Readonly<Record<string, unknown>>,
): string[] => {
  const { EventsAreArchived, SilenceIsWatched, HasAlarmEmail } = v.parse(conditions, Conditions);
  const [days] = EventsAreArchived['Fn::Not'][0]['Fn::Equals'];
  const [hours] = SilenceIsWatched['Fn::Not'][0]['Fn::Equals'];
  const [email] = HasAlarmEmail['Fn::Not'][0]['Fn::Equals'];
  const silence = /^hours (\d{1,3})$/.exec(hours)?.[1];
  const rules: [boolean, string][] = [
    [/^days (?:0|[1-9]\d{0,3})$/.test(days), 'archiveDays must be a number of days, 0 for no archive'],
    [
      silence !== undefined && Number(silence) <= MOST_HOURS,
      `alarmSilenceHours must be a number of hours up to ${MOST_HOURS}, 0 for no such alarm`,
    ],
    [
      email === '' || /^[^@\s]+@[^@\s]+$/.test(email),
      'alarmEmail must be an address, such as ops@example.com',
    ],
  ];
  return [...rules.flatMap(([isKept, rule]) => (isKept ? [] : [rule])), ...thresholdFaults(Resources)];
};

/** Thresholds come from parameters as numbers or, from the command line, as text. */
const thresholdFaults = (Resources: Readonly<Record<string, unknown>>): string[] =>
  Object.values(Resources).flatMap((resource) => {
    const { success, output } = v.safeParse(alarm, resource);
    if (!success || /^\d+(?:\.\d+)?$/.test(String(output.Properties.Threshold))) return [];
    return [`the setting of the alarm ${output.Properties.AlarmName} must be a number`];
  });
