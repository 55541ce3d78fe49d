import { z } from 'zod';
import { Id, Instant, VariantId } from '../../event-schemas/primitives.ts';
import { Day } from './events.ts';
import type { Inventory } from './stock.ts';

/** Pieces that are spoken for: held for an order that is being paid, or owed to one that was sold them before they arrived. */
export const ClaimView = z.object({
  /** The place in line; whoever asked first is served first. */
  turn: z.int(),
  kind: z.enum(['held', 'owed']),
  orderId: Id,
  variantId: VariantId,
  quantity: z.int(),
  /** Of a hold: when it lapses. */
  until: Instant.nullable(),
  /** The day that the buyer was told; null when everything is there or nobody knows. */
  promisedOn: Day.nullable(),
});
export type ClaimView = z.infer<typeof ClaimView>;

/** Who is to get pieces of a product, in turn: why fewer can be sold than lie on the shelves. Holds that lapsed are none. */
export const claimsView = ({ holds, owed }: Inventory, now: Instant): ClaimView[] => {
  const held = Object.entries(holds)
    .filter(([, { expiresAt }]) => expiresAt > now)
    .flatMap(([id, { turn, lines, expiresAt: until, forOrderId }]) =>
      lines.map(({ variantId, quantity, backOrder }): ClaimView => ({
        ...{ turn, kind: 'held', orderId: forOrderId ?? id, variantId, quantity, until },
        promisedOn: backOrder?.promisedOn ?? null,
      })),
    );
  const waiting = owed.map(({ turn, orderId, forOrderId, variantId, quantity, promisedOn }): ClaimView => ({
    ...{ turn, kind: 'owed', orderId: forOrderId ?? orderId, variantId, quantity, until: null },
    promisedOn: promisedOn ?? null,
  }));
  return [...held, ...waiting].sort((a, b) => a.turn - b.turn || (a.variantId < b.variantId ? -1 : 1));
};
