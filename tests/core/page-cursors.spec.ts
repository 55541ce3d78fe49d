import { describe, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { apiDocument } from '../../main/site.ts';
import { openedShop } from '../support/opened-shop.ts';
import { newBuyer, ok, type Buyer } from '../support/purchase.ts';

type Parameter = { readonly name: string; readonly in: string; readonly required: boolean };
type Operation = { readonly parameters?: readonly Parameter[] };
const paths = apiDocument['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
const lists = Object.entries(paths).flatMap(([path, { get }]) =>
  get?.parameters?.some(({ name }) => name === 'cursor') === true ? [{ path: path.replace('/api/v1', ''), get }] : [],
);

const { system, shop, article } = await openedShop();
const twice = async (): Promise<Buyer> => {
  const buyer = await newBuyer(system);
  for (let count = 0; count < 2; count += 1) ok(await buyer.buy(article));
  return buyer;
};
const [buyer, other] = [await twice(), await twice()];
const token = await system.tokenFor(['admin', 'support', 'customer', 'vendor'], buyer.userId);
await system.settled();
/** What a path needs to be a list that there is. */
const KNOWN: Readonly<Record<string, string>> = {
  userId: buyer.userId,
  vendorId: shop.vendorId,
  productId: article.productId,
  account: `coins:${buyer.userId}`,
};
const REQUIRED: Readonly<Record<string, string>> = { q: 'kurta' };
const addressOf = ({ path, get }: (typeof lists)[number], cursor: string): string => {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => KNOWN[name] ?? uuidV7());
  const needed = (get.parameters ?? []).filter(({ required, in: place }) => required && place === 'query');
  const query = needed.map(({ name }) => `${name}=${REQUIRED[name]}&`).join('');
  return `${filled}?${query}cursor=${encodeURIComponent(cursor)}`;
};
const first = async (path: string): Promise<string> => {
  const { next } = ok(await system.call('GET', path, { token }), 200).body as { next: string };
  expect(next).toEqual(expect.any(String));
  return next;
};

describe('every list of the OpenAPI document', () => {
  it('refuses a cursor that is damaged, of another list or of another person, and names it', async () => {
    expect(lists.length).toBeGreaterThan(20);
    const own = await first(`/orders/user/${buyer.userId}?limit=1`);
    const theirs = await first(`/orders/user/${other.userId}?limit=1`);
    const all = await first('/orders?limit=1');
    const flipped = own.slice(0, -1) + (own.endsWith('A') ? 'B' : 'A');
    const bare = `2026-01-01T00:00:00.000Z_${uuidV7()}`;
    const damaged = [
      '',
      ' ',
      '0',
      '-1',
      'nonsense',
      flipped,
      own.slice(1),
      `${own}=`,
      bare,
      uuidV7(),
      'SAVE10',
      '2026-01-01',
    ];
    const wrong: string[] = [];
    for (const list of lists)
      for (const cursor of [...damaged, theirs, list.path === '/orders' ? own : all]) {
        const { status, body } = await system.call('GET', addressOf(list, cursor), { token });
        if (status !== 400 || body.code !== 'InvalidCursor' || body.errors?.[0]?.pointer !== '/query/cursor')
          wrong.push(`${list.path} with ${cursor}: ${status} ${JSON.stringify(body).slice(0, 120)}`);
      }
    expect(wrong).toEqual([]);
  });

  it('goes on from its own', async () => {
    for (const path of [`/orders/user/${buyer.userId}`, '/orders']) {
      const cursor = await first(`${path}?limit=1`);
      ok(await system.call('GET', `${path}?limit=1&cursor=${encodeURIComponent(cursor)}`, { token }), 200);
    }
  });
});
