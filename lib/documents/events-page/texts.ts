// What docs/events.md says beside what it reads out of the schemas. Fields are explained in lib/schemas and nowhere else.

/** By EventBridge's `Source`. */
export const FAMILIES: Readonly<Record<string, string>> = {
  'bitrix24.imconnector':
    '**Connectors.** Only the application that registered a connector has its events; OnImConnectorLineDelete reaches all.',
  'bitrix24.imopenlines':
    '**Open Lines.** Every application that subscribes has the events of all Open Lines.',
  'bitrix24.app': '**The application itself.**',
};

export const INTRODUCTION = `What b24bus puts on the bus and on the topic, and what portals post for it. Each event has a
[JSON Schema](schemas/) too (2020-12, of the whole event, \`data\` and what is around it), and all together have an
[AsyncAPI 3.0 document](schemas/asyncapi.json). \`b24bus/consumer\` has them typed for
TypeScript, and with the setting \`schemaRegistry\` they are in a schema registry of EventBridge.`;

export const ENVELOPE = `An event is a [CloudEvents 1.0](https://cloudevents.io) object in JSON. Here and below, *always* means:
wherever the object is that the field is in. What is unknown is absent, never \`null\` or \`""\`. Ignore fields that you do
not know: later releases add some.`;

export const DESTINATIONS = `On EventBridge the event is the \`detail\`; the entry's \`detail-type\` is the event's name, its \`source\` stands in the
event's section, its \`time\` is the event's, and its one \`resources\` element is the event's \`source\`. On SNS the event is
the \`Message\`, byte for byte the same, with the message attributes \`event\` (the name), \`type\`, \`portal\` (the member_id),
\`connector\` and \`line\` (a Number) for filter policies, the last two where the event has them. On a FIFO topic
\`partitionkey\` is the message group and \`id\` deduplicates.

Delivery is at least once: deduplicate by \`id\`.`;

export const SUBSCRIBING = `\`pattern\` and \`filterPolicy\` of \`b24bus/consumer\` make these of
\`{ event: 'OnSessionStart', portal: 'a223c6b3710f85df22e9377d6c4f7553', line: 128 }\`; each field takes one value or several.`;

export const VERSIONS = `A type ends in the version of its \`data\`. Within a version, releases only add optional fields; tests compare the schemas
with those of the last release. Whatever could break a consumer gets a new version of the type.
The earlier version is then published beside it wherever the setting \`versions\` is \`all\` (it is \`newest\` by default):
the same event comes once in each version, under an \`id\` of its own. So:

1. pin the version that you understand, with \`pattern({ event, version: 1 })\`: a rule without a version gets all;
2. deploy the release with \`--param=versions=all\`; nothing changes for you;
3. move your consumers to the new version, one by one;
4. deploy with \`versions\` as \`newest\`. A later release drops the earlier version.`;

export const WIRE = `Portals post forms as PHP's \`http_build_query\` writes them: every scalar is text, \`null\` and empty lists are not there at
all, and a list of one may come as that one. Bitrix24's documentation and what portals send differ; b24bus takes both.
Around \`data\`, tokens left out, a body has (\`?\`: not in every sample):`;
