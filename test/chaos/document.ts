import { cpus, totalmem } from 'node:os';
import { duplicatesOf, grouped, sumOf, tableOf } from './report.ts';
import type { Result } from './run.ts';
import { CLIENT } from './runtime-client.ts';
import { TIME_SCALE } from './stage/control.ts';

/** What a run was made with. */
type Circumstances = {
  readonly client: string;
  readonly seconds: number;
  readonly sandboxes: number;
  /** RFC 3339. */
  readonly date: string;
};

/** docs/reliability.md */
export const documentOf = (
  results: readonly Result[],
  { client, seconds, sandboxes, date }: Circumstances,
): string => {
  const [cpu] = cpus();
  const killed = sumOf(results, ({ account }) => account.broken);
  const recorded = sumOf(results, ({ replayed }) => replayed);
  return `# Nothing is lost

Written by \`npm run chaos\`, ${date.slice(0, 10)}: ${cpu?.model ?? 'unknown CPU'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}; Node
${process.versions.node}; ${client}; ${sandboxes} processes per event type, ${Math.round(seconds)} s in all.

${tableOf(results)}

- **sent**: distinct events, in bodies of four event types, one type with three messages in each body.
- **2xx**, **5xx**: how the portal was answered, in events. Bitrix24 does not send again after a 5xx.
- **on the bus**: distinct events that a consumer behind the bus has received.
- **lost**: answered 2xx and not on the bus; or answered 503, and not on the bus after \`b24bus recover\` has replayed
  the log. The command fails if there is one; or a 503 without an UNDELIVERED record, an event under another id than the
  answer named, or a duplicate whose cause is not known.
- **duplicates**: further copies on the bus, with the same id.
- **recovery**: from the end of the fault until the last promised event was on the bus; redelivery waits
  ${TIME_SCALE} times shorter than in production.

${grouped(killed)} events were answered 502 because their process was killed before it could answer: nobody has promised anything
about these, and ${killed === 0 ? 'they' : 'some of them'} are on the bus none the less. ${grouped(recorded)} UNDELIVERED records were taken out of the log and replayed;
a record of an unverified body holds up to three events.

## Duplicates

${duplicatesOf(results)}

*Posted again*: the portal has sent the body twice. *Accepted unacknowledged*: the bus or a queue carried a call out and
the answer did not come, or came too late, so it was sent again. *Redelivery killed*: its process ended before it could
report what it had published. Consumers deduplicate by \`id\`; a FIFO topic does so by itself.

## Scenarios

| | |
|---|---|
| bus down | every PutEvents answers 500 |
| 50 % failed entries | PutEvents answers 200, and each entry has failed with a chance of one half |
| throttled | every PutEvents answers ThrottlingException |
| slow beyond every deadline | no PutEvents answers within 5 s; one half of them is carried out |
| connection reset mid-response | every PutEvents is carried out, and the connection is reset in the middle of the answer |
| SQS down, bus failing | every call to SQS answers 500, also those of the event source mapping; 80 % of PutEvents do |
| table down | no container has met the portals, and every GetItem answers 500 |
| all down | bus, queue and table answer 500 |
| processes killed at every step | SIGKILL when the body was decoded (GetItem has come in), when the sender was verified (GetItem was carried out), while publishing (PutEvents has come in; was carried out), while storing (SendMessageBatch likewise), and at any moment; and redelivery while it publishes |
| clocks 10 min ahead and behind | of the receivers, with the bus failing and then the table down |
| posted twice, out of order | each body twice, shuffled, with the bus failing |
| a little of everything | each fault on a share of the calls of bus, queue and table |

## How to run it

\`\`\`sh
npm run chaos                                    # all of it; writes this page
npm run chaos -- --events 300 --sandboxes 3      # the short one that runs in CI
npm run chaos -- --scenario 'bus down'           # those whose name has this in it
npm run chaos -- --client plain                  # without Lambda's runtime client
\`\`\`

The functions are the bundles of \`npm run build\`, each in processes of its own under ${CLIENT.name} ${CLIENT.version}, the runtime
client that Lambda's Node images have. The first run builds it (Linux; g++, make, cmake, autotools). Before the
scenarios the check itself is checked: a bus that takes one call and delivers nothing of it has to be found out.
As in Lambda, a process stands still between two invocations (SIGSTOP): what it has left undone when it answers stays
undone.

## What this does not show

- AWS itself: bus, queues and table are emulators, and the Runtime API, the answers of API Gateway and the event source
  mapping are imitated. That a managed service loses nothing that it has acknowledged is what AWS says.
- Time: hours of outage, 14 days of retention and the growth of the waiting times are tested one by one
  (test/redelivery). A process of redelivery has a clock that runs ${TIME_SCALE} times faster here, and its delays in SQS are as
  much shorter.
- Clocks and signatures: AWS refuses a request whose signature is older than five minutes. The SDK then corrects its
  clock and sends again; the emulators do not look at signatures.
- What never reaches a function: a portal that cannot reach API Gateway, or an API Gateway that refuses. The offline
  events are for that.
`;
};
