import type { Results } from '../results.ts';

/** How it is measured, and what that does not show. */
export const methodPart = ({ runtime }: Results): string => `## How it is measured

- Every contestant does the same job: decode this form (${runtime?.figures.formBytes ?? 'about 1000'} bytes, 20 pairs, base64 as an HTTP API hands it over), check the
  token, validate, put one event. It runs under Lambda's own runtime client, driven by a Runtime API on loopback, and calls
  a stub of AWS's endpoints in a process of its own, which answers after a millisecond; plain, and over TLS with a
  certificate made for the run.
- The answer has to be 200, and for each invocation exactly its event has to have arrived at the stub, signed, with the
  right id and portal. Otherwise the command fails. Every event is another one. The floor publishes nothing.
- Cold start: a fresh process, from its start to its first answer. All contestants in all modes once per round, in an order
  of its own each round. CPU is user and system time of all threads of the process.
- Warm: after 50 invocations; the contestants by turns in blocks of 50. Between two invocations a process stands still
  (SIGSTOP), as in Lambda. The stub's round trip is measured between the blocks by a bare client on one connection.
- CPU shares: memory / 1769 of a CPU, in periods of 20 ms, from the moment that the process asks for its first invocation;
  until then it has a full CPU, as in Lambda. Applied by ${runtime?.figures.throttle ?? 'a control group, or else by stopping and starting the process'}.
- Memory: the most that the process ever held (VmHWM) until its 100th event, 10^6 bytes each MB. Zip: the bundle alone,
  deflated.

### The contestants

As their own users write them: \`bench/contestants\`. Each is bundled with esbuild, minified, everything in one file, its AWS SDK
included; as an ES module where its packages are ES modules, else as CommonJS. What comes after decoding and validating is
the same code in each. Peculiarities:

- Nested brackets: only body-parser (with qs) decodes them by itself. The others get qs.
- \`@octokit/webhooks\` and Slack's bolt bring no validator: they get valibot, the lightest of those here. Both check their own
  signature besides the token. Slack posts slash commands as forms, so bolt's is one, with the event's name as its text; its
  \`authorize\` answers without asking Slack.
- Powertools: logger, metrics, tracer and parser as middleware. The tracer is on, as it is in Lambda, and nothing is sampled.
- b24bus is the packaged bundle of OnSessionStart with the settings of serverless.yml, once with the portal in \`PORTALS\`, once
  in the table, which then is asked in the first invocation.

### What this does not show

- Lambda itself: the download of the zip, the start of the microVM, its network and its arm64 processors are not here. Ratios
  are what carries over.
- AWS's answers: the stub's millisecond stands for ten to thirty of EventBridge's.
- The processes of the harness and the stub share the machine with the contestant; on two cores that is felt in milliseconds,
  not in CPU time.

### How to run it

\`\`\`sh
npm run bench                               # all of it, about an hour; writes this page
npm run bench -- --quick                    # five rounds of everything
npm run bench -- --only runtime             # or curve, pure-path, load: the rest stays as it was
npm run bench -- --document                 # this page anew from results.json
npm run bench -- --only runtime --contestants floor,ours --rounds 5   # prints, and writes nothing
npm run bench -- --throttle duty-cycle      # without control groups
\`\`\`

Linux, Node 24, openssl; the first run builds the runtime client (g++, make, cmake, autotools) and installs the contestants into
\`node_modules/.cache\`.`;
