// Checked by `tsc -p test/tsconfig.json`; never run.
import type { SubscribeCommandInput } from '@aws-sdk/client-sns';
import { expectTypeOf } from 'vitest';
import { type FilterPolicy, filterPolicy } from '../../lib/consumer/filter-policy.ts';
import { type EventPattern, pattern } from '../../lib/consumer/pattern.ts';
import type { ContractName } from '../../lib/schemas/index.ts';

const portal = 'a223c6b3710f85df22e9377d6c4f7553';

// Every field is optional, and one value or several.

expectTypeOf(pattern()).toEqualTypeOf<EventPattern>();
expectTypeOf(filterPolicy()).toEqualTypeOf<FilterPolicy>();
pattern({});
pattern({ event: 'OnSessionStart' });
pattern({ event: ['OnSessionStart', 'AppHealthChanged'], portal });
pattern({ portal: [portal, portal], connector: ['livechat', 'telegrambot'], line: [1, 2] });
pattern({
  event: ['OnSessionStart', 'OnSessionFinish'],
  connector: 'livechat',
  line: [1, 2],
  version: [1, 2],
});
pattern({ portal }, { maxCharacters: 4096 });

// What is wrong does not compile.

// @ts-expect-error a misspelt event
pattern({ event: 'OnSesionStart' });
// @ts-expect-error a misspelt event beside one that is right
pattern({ event: ['OnSessionStart', 'OnSesionFinish'] });
// @ts-expect-error a misspelt field
pattern({ events: 'OnSessionStart' });
// @ts-expect-error no event, which nothing matches
pattern({ event: [] });
// @ts-expect-error no portal, which nothing matches
pattern({ portal: [] });
// @ts-expect-error a line as text
pattern({ line: '107' });
// @ts-expect-error a connector that is a number
pattern({ connector: 42 });
// @ts-expect-error versions belong to an event
pattern({ version: 1 });

// So is what can never match.

// @ts-expect-error a deleted line has no connector
pattern({ event: 'OnImConnectorLineDelete', connector: 'livechat' });
// @ts-expect-error a test of the application has no connector
pattern({ event: 'OnAppTest', connector: 'livechat' });
// @ts-expect-error one of the two has no connector
pattern({ event: ['OnSessionStart', 'OnAppTest'], connector: 'livechat' });
// @ts-expect-error a portal's health has no line
pattern({ event: 'AppHealthChanged', line: 1 });
pattern({ event: 'OnImConnectorLineDelete', line: 1 });
// A message may come without its connector; most have one.
pattern({ event: 'OnOpenLineMessageAdd', connector: 'livechat', line: 1 });

declare const anyEvent: ContractName;
pattern({ event: anyEvent, portal });
// @ts-expect-error it may be an event without a connector
pattern({ event: anyEvent, connector: 'livechat' });

// The filter policy is made of the same.

filterPolicy({ event: ['OnSessionStart', 'OnSessionFinish'], connector: 'livechat', line: 1, version: 1 });
// @ts-expect-error a misspelt event
filterPolicy({ event: 'OnSesionStart' });
// @ts-expect-error a test of the application has no line
filterPolicy({ event: 'OnAppTest', line: 1 });
// @ts-expect-error a misspelt field
filterPolicy({ conector: 'livechat' });

// What comes out is plain JSON, as templates take it and the SDK takes it as text.

pattern({ portal }) satisfies Record<string, unknown>;
filterPolicy({ portal }) satisfies Record<string, unknown>;
({ FilterPolicy: JSON.stringify(filterPolicy()) }) satisfies SubscribeCommandInput['Attributes'];
expectTypeOf<EventPattern['detail-type']>().toEqualTypeOf<string[] | undefined>();
