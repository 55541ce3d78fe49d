import { z } from 'zod';
import { product, requireProduct, variantOf } from '../../domains/catalogue/index.ts';
import {
  CountedLine,
  inventory,
  Lines,
  LINES_MAX,
  MAIN_WAREHOUSE,
  StockView,
  stockView,
  THRESHOLD_MAX,
  Warehouse,
  type Inventory,
} from '../../domains/inventory/index.ts';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { Id, ProductId, VariantId } from '../../event-schemas/primitives.ts';

export const One = z.object({ id: ProductId });
export const REFUSALS = ['ProductNotFound', 'VariantNotFound', 'NotYourVendor', 'TooManyWarehouses'] as const;
export const warehouseId = Warehouse.default(MAIN_WAREHOUSE);
export const route = {
  tag: 'Inventory',
  allow: ['admin', 'vendor', 'service'],
  path: '/products/:id/inventory',
  params: One,
  reply: StockView,
} as const;

export const view = async (
  id: ProductId,
  stock: Inventory,
  context: WriteContext,
): Promise<z.infer<typeof StockView>> => {
  const { state } = await context.facts(product, id);
  return stockView(id, state?.variants ?? [], stock, context.now);
};

/** Stock is kept of variants that exist, by those who may change the product. */
export const requireVariants = async (
  id: ProductId,
  lines: readonly { readonly variantId: string }[],
  context: WriteContext,
): Promise<void> => {
  const state = await requireProduct(id, context);
  if (lines.some(({ variantId }) => variantOf(state, variantId) === undefined))
    throw new Refusal('VariantNotFound', 'A line names a variant that this product does not have.');
};

export const stockWrites = [
  writeRoute({
    ...route,
    method: 'POST',
    summary:
      'Receive a delivery; the same receiptId counts once. Orders that wait get their pieces first, in the order in which they were placed',
    status: 201,
    /** What was announced under `arrivalId` is expected no more. */
    body: z.object({ receiptId: Id.optional(), warehouseId, lines: Lines, arrivalId: Id.optional() }),
    refusals: [...REFUSALS, 'TooManyDeliveries', 'AnnouncementNotFound'],
    run: async ({ params: { id }, body }, context) => {
      await requireVariants(id, body.lines, context);
      const data = { ...body, productId: id, receiptId: body.receiptId ?? context.newId('receipt') };
      return view(id, (await context.send(inventory, { type: 'ReceiveStock', data })).state, context);
    },
  }),
  writeRoute({
    ...route,
    method: 'PUT',
    summary: 'Set what a count found in one warehouse',
    body: z.object({
      warehouseId,
      reason: z.string().trim().min(1).max(200),
      lines: z.array(CountedLine).min(1).max(LINES_MAX),
    }),
    refusals: [...REFUSALS, 'StockIsOwed', 'StockIsReserved'],
    run: async ({ params: { id }, body }, context) => {
      await requireVariants(id, body.lines, context);
      const data = { ...body, productId: id };
      return view(id, (await context.send(inventory, { type: 'AdjustStock', data })).state, context);
    },
  }),
  writeRoute({
    ...route,
    method: 'POST',
    path: '/products/:id/inventory/transfers',
    summary: 'Move pieces from one warehouse to another; the same transferId counts once',
    status: 201,
    body: z.object({ transferId: Id.optional(), from: Warehouse, to: Warehouse, lines: Lines }),
    refusals: [...REFUSALS, 'InsufficientStock', 'InvalidTransfer', 'TooManyDeliveries'],
    run: async ({ params: { id }, body }, context) => {
      await requireVariants(id, body.lines, context);
      const data = { ...body, productId: id, transferId: body.transferId ?? context.newId('transfer') };
      return view(id, (await context.send(inventory, { type: 'TransferStock', data })).state, context);
    },
  }),
  writeRoute({
    ...route,
    method: 'PUT',
    path: '/products/:id/inventory/:variantId/threshold',
    summary: 'Keep pieces back from sale; below zero sells that many before they arrive',
    params: One.extend({ variantId: VariantId }),
    body: z.object({ threshold: z.int().min(-THRESHOLD_MAX).max(THRESHOLD_MAX) }),
    refusals: REFUSALS,
    run: async ({ params: { id, variantId }, body }, context) => {
      await requireVariants(id, [{ variantId }], context);
      const data = { productId: id, variantId, ...body };
      return view(id, (await context.send(inventory, { type: 'ChangeStockThreshold', data })).state, context);
    },
  }),
];
