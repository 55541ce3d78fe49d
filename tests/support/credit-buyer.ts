import { newBuyer, ok, type Buyer } from './purchase.ts';
import type { TestSystem } from './system.ts';

/** A buyer who redeemed a gift card. */
export const buyerWithCredit = async (system: TestSystem, admin: string, amountPaise: number): Promise<Buyer> => {
  const buyer = await newBuyer(system);
  const issued = await system.call('POST', '/gift-cards', { token: admin, body: { count: 1, amountPaise } });
  const [{ code }] = ok(issued, 201).body.cards as [{ code: string }];
  ok(await buyer.post(`/store-credit/${buyer.userId}/gift-cards`, { code }), 202);
  await system.settled();
  return buyer;
};

/** Paise: what can be spent, and what waits with orders. */
export const creditOf = async (buyer: Buyer): Promise<readonly [available: number, held: number]> => {
  const { available, held } = ok(await buyer.get(`/store-credit/${buyer.userId}`), 200).body;
  return [available.amount, held.amount];
};
