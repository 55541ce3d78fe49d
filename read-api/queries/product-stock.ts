import { z } from 'zod';
import { requireProduct } from '../../domains/catalogue/index.ts';
import { ClaimView, claimsView, inventory, StockView, stockView } from '../../domains/inventory/index.ts';
import { readRoute } from '../../domains/kernel/routes.ts';
import { ProductId, VariantId } from '../../event-schemas/primitives.ts';

/** Folded from the log, so that whoever decides on stock sees it as it is now. */
export const productStock = readRoute({
  path: '/products/:id/inventory',
  tag: 'Inventory',
  summary: 'Stock on hand, reserved and available of each variant, by warehouse',
  allow: ['admin', 'vendor', 'service'],
  params: z.object({ id: ProductId }),
  reply: StockView,
  projections: [],
  run: async ({ params: { id } }, context) => {
    const { variants } = await requireProduct(id, context);
    return stockView(id, variants, (await context.facts(inventory, id)).state, context.now);
  },
});

const CLAIMS_DEFAULT = 100;
const CLAIMS_MAX = 500;

/** Folded from the log like the figures that it explains. */
export const productClaims = readRoute({
  path: '/products/:id/inventory/claims',
  tag: 'Inventory',
  summary:
    'Why fewer pieces can be sold than are there: for which orders they are held and until when, and which wait for them, in turn',
  allow: ['admin', 'vendor', 'service'],
  params: z.object({ id: ProductId }),
  query: z.object({
    variantId: VariantId.optional(),
    /** Those behind this turn: the last that an earlier page showed. */
    after: z.coerce.number().int().nonnegative().optional(),
    limit: z.coerce.number().int().min(1).max(CLAIMS_MAX).default(CLAIMS_DEFAULT),
  }),
  reply: z.object({ claims: z.array(ClaimView), next: z.int().nullable() }),
  projections: [],
  run: async ({ params: { id }, query: { variantId, after = -1, limit } }, context) => {
    await requireProduct(id, context);
    const { state } = await context.facts(inventory, id);
    const asked = claimsView(state, context.now).filter(
      (claim) => claim.turn > after && (variantId === undefined || claim.variantId === variantId),
    );
    // One order may have several variants in one turn, and no page ends between them.
    const last = asked[limit - 1]?.turn;
    const claims = last === undefined ? asked : asked.filter(({ turn }) => turn <= last);
    return { claims, next: last === undefined || claims.length === asked.length ? null : last };
  },
});
