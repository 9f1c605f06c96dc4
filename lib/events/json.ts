/** Writes U+FFFE and U+FFFF of a JSON text as escapes: SQS, behind every destination, refuses them raw. */
export const xmlSafe = (json: string): string =>
  json.replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');

/**
 * Writes characters beyond U+FFFF (emoji) as escapes too. SQS takes them raw; not everything that speaks its
 * protocol does (observed: fauxqs 2.4).
 */
export const bmpSafe = (json: string): string =>
  xmlSafe(json).replaceAll(/[\ud800-\udfff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
