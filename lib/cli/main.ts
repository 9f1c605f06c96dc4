import { reportFailure } from './failure-report.ts';
import { program } from './program.ts';

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', () => process.exit());

try {
  await program().parseAsync();
} catch (fault) {
  process.exitCode = reportFailure(fault, { json: process.argv.includes('--json') });
}
