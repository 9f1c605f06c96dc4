declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** An emulator of DynamoDB that holds its tables in memory; closing the server closes them too. */
  function dynalite(options: {
    /** Milliseconds that a new table is in the state CREATING. */
    readonly createTableMs: number;
  }): Server;
  export = dynalite;
}
