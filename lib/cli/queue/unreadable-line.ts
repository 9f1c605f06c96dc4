/** What is no record of ours gets a line, so that nobody takes the queue for empty. */
export const unreadableLine = (count: number): string => {
  if (count === 0) return '';
  if (count === 1) return '1 message is no record of this version of b24bus, and stays where it is.\n';
  return `${count} messages are no records of this version of b24bus, and stay where they are.\n`;
};
