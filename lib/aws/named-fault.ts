/** A fault as a service tells it, by its name. */
export const namedFault = (name: unknown, message: unknown): Error =>
  Object.assign(new Error(String(message)), { name: String(name) });
