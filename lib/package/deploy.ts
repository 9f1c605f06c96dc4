import { runFramework } from './framework.ts';
import { packageService } from './package.ts';

// Packaged first, because settings that are wrong must not replace functions that work.
const options = process.argv.slice(2);
process.exitCode = (await packageService(options)) || runFramework('deploy', options);
