import { validationException } from '../aws-json/service-exception.ts';

type PageRequest = { readonly Limit: number; readonly NextToken?: string | undefined };
type Page<Item> = { readonly items: readonly Item[]; readonly NextToken?: string };

/**
 * Cuts one page of at most `Limit` items out of a list; NextToken is there when items are left.
 *
 * @throws ServiceException ValidationException for a NextToken that no earlier page gave.
 */
export function pageOf<Item>(items: readonly Item[], { Limit, NextToken }: PageRequest): Page<Item> {
  const start = NextToken === undefined ? 0 : position(NextToken);
  const end = start + Limit;
  const page = { items: items.slice(start, end) };
  return end < items.length ? { ...page, NextToken: Buffer.from(String(end)).toString('base64url') } : page;
}

function position(token: string): number {
  const text = Buffer.from(token, 'base64url').toString();
  if (!/^\d{1,9}$/.test(text)) throw validationException('Parameter NextToken is not valid.');
  return Number(text);
}
