/** Seconds by which the portal may stamp the two copies of an event apart. */
export const WINDOW_SECONDS = 120;

const DAY = 24 * 3600;

/** Seconds for which duplicates are recognised. */
export const KEPT_FOR_DUPLICATES = DAY;

/** Seconds: the portal keeps rows of its queue for 34 days. */
export const KEPT_FOR_OFFLINE = 36 * DAY;
