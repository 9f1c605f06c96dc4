/** Writes U+FFFE and U+FFFF of a JSON text as escapes: SQS, behind every destination, refuses them raw. */
export const xmlSafe = (json: string): string =>
  json.replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');
