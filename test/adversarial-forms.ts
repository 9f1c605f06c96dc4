const segments = (count: number, segment: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => segment(index)).join('&');

/** Bodies that are hard on a decoder: what their keys do, and how to make one of so many pairs or as long. */
export const adversarialForms: Readonly<Record<string, (pairs: number) => string>> = {
  'every key appends': (pairs) => segments(pairs, () => 'a[]=1'),
  'appends between integer keys': (pairs) => segments(pairs, (at) => (at % 2 ? 'a[]=1' : `a[${at}]=1`)),
  'appends behind many keys': (pairs) => segments(pairs, (at) => (at < pairs / 2 ? `a[k${at}]=1` : 'a[]=1')),
  'appends to many containers': (pairs) => segments(pairs, (at) => `a[${Math.floor(at / 2)}][]=1`),
  'appends in appends': (pairs) => segments(pairs, () => 'a[][][]=1'),
  'one deep prefix': (pairs) => segments(pairs, (at) => `a${'[b]'.repeat(14)}[${at}]=1`),
  'deep keys, all different': (pairs) => segments(pairs, (at) => `a${`[${at}]`.repeat(5)}=1`),
  'all keys equal': (pairs) => segments(pairs, () => 'a[b]=1'),
  'all keys different': (pairs) => segments(pairs, (at) => `k${at}=1`),
  'different keys in different containers': (pairs) => segments(pairs, (at) => `a[${at}][k${at}]=1`),
  'integer keys, falling': (pairs) => segments(pairs, (at) => `${pairs - at}=1`),
  'integer keys, scattered': (pairs) => segments(pairs, (at) => `a[${(at * 7919) % 4_294_967_291}]=1`),
  'integer keys beyond 2^53': (pairs) =>
    segments(pairs, (at) => `a[${9_007_199_254_740_993n + BigInt(at)}]=1`),
  'container and scalar in turn': (pairs) => segments(pairs, (at) => (at % 2 ? 'a[]=1' : 'a=1')),
  'no equals sign': (pairs) => segments(pairs, (at) => `k${at}`),
  'unclosed brackets': (pairs) => segments(pairs, (at) => `a[${at}[=1`),
  '__proto__ in keys': (pairs) => segments(pairs, (at) => `__proto__[__proto__][k${at}]=1`),
  'percent signs that escape nothing': (pairs) => segments(pairs, () => '%=%zz'),
  'bytes that are not UTF-8': (pairs) => segments(pairs, (at) => `%ff${at}=%ff`),
  'ampersands only': (pairs) => '&'.repeat(pairs * 20),
  'one long key': (pairs) => `${'k'.repeat(pairs * 20)}=1`,
  'one long key of brackets': (pairs) => `a${'['.repeat(pairs * 20)}=1`,
  'one long key of spaces': (pairs) => `${'+'.repeat(pairs * 20)}k=1`,
  'one long key of dots': (pairs) => `${'.'.repeat(pairs * 20)}=1`,
  'one long value of percent signs': (pairs) => `a=${'%'.repeat(pairs * 20)}`,
};
