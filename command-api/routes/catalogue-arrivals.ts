import { z } from 'zod';
import { requireProduct } from '../../domains/catalogue/index.ts';
import { Day, inventory, Lines } from '../../domains/inventory/index.ts';
import { writeRoute } from '../../domains/kernel/routes.ts';
import { Id } from '../../event-schemas/primitives.ts';
import { One, REFUSALS, requireVariants, route, view, warehouseId } from './catalogue-stock.ts';

const arrival = {
  ...route,
  path: '/products/:id/inventory/arrivals/:arrivalId',
  params: One.extend({ arrivalId: Id }),
} as const;

/** When goods come: buyers of what is sold before it arrives are told this day, and told again when it changes. */
export const arrivalWrites = [
  writeRoute({
    ...arrival,
    method: 'PUT',
    summary: 'Say when goods come, or another day or number for goods that were announced; buyers who wait are told',
    body: z.object({ warehouseId, expectedOn: Day, lines: Lines }),
    refusals: [...REFUSALS, 'InvalidArrivalDay', 'TooManyAnnouncements'],
    run: async ({ params: { id, arrivalId }, body }, context) => {
      await requireVariants(id, body.lines, context);
      const data = { ...body, productId: id, arrivalId };
      return view(id, (await context.send(inventory, { type: 'AnnounceStock', data })).state, context);
    },
  }),
  writeRoute({
    ...arrival,
    method: 'DELETE',
    summary: 'Withdraw an announcement: what is left of it does not come; buyers who wait for it are told',
    refusals: ['ProductNotFound', 'NotYourVendor'],
    run: async ({ params: { id, arrivalId } }, context) => {
      await requireProduct(id, context);
      const data = { productId: id, arrivalId };
      return view(id, (await context.send(inventory, { type: 'WithdrawStockAnnouncement', data })).state, context);
    },
  }),
];
