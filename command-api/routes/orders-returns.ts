import { z } from 'zod';
import { product, variantOf } from '../../domains/catalogue/index.ts';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import {
  LINES_MAX,
  order,
  QUANTITY_MAX,
  RETURN_IMAGES_MAX,
  ReturnKind,
  ReturnReason,
  ReturnStatus,
  ReturnView,
  returnView,
  type Order,
} from '../../domains/order/index.ts';
import { Id, OrderId, VariantId } from '../../event-schemas/primitives.ts';
import { ownOrder } from './order-access.ts';

const Returned = z.object({ id: OrderId, returnId: Id });
const route = { tag: 'Returns', params: Returned, reply: ReturnView, method: 'POST' } as const;
const customer = ['customer', 'reseller', 'support', 'admin'] as const;
const staff = ['support', 'admin', 'service'] as const;

const view = ({ state }: { readonly state: Order | undefined }, returnId: string) =>
  returnView(state!.returns.find((known) => known.returnId === returnId)!);

const Body = z.object({
  kind: ReturnKind,
  reason: ReturnReason,
  lines: z
    .array(
      z.object({ lineId: Id, quantity: z.int().positive().max(QUANTITY_MAX), wantedVariantId: VariantId.optional() }),
    )
    .min(1)
    .max(LINES_MAX),
  imageIds: z.array(Id).max(RETURN_IMAGES_MAX).default([]),
  unboxingVideoId: Id,
  note: z.string().trim().max(500).optional(),
});

/** An exchange is for another size or colour of the same product, at the same price. */
const checkWanted = async (body: z.infer<typeof Body>, state: Order, context: WriteContext): Promise<void> => {
  for (const { lineId, wantedVariantId } of body.lines) {
    const line = state.lines.find((candidate) => candidate.lineId === lineId);
    if (wantedVariantId === undefined || line === undefined) continue;
    const { state: article } = await context.facts(product, line.productId);
    const wanted = variantOf(article, wantedVariantId);
    if (wanted?.active !== true)
      throw new Refusal('VariantNotFound', 'The wanted variant is no size or colour of the bought product.');
    const boughtPaise = variantOf(article, line.variantId)?.pricePaise ?? line.unitPaise;
    if (wanted.pricePaise !== boughtPaise)
      throw new Refusal(
        'ReplacementPriceDiffers',
        `The wanted variant costs ${wanted.pricePaise} paise, the bought one ${boughtPaise}; ask for the money back, and buy the other one.`,
      );
  }
};

const request = writeRoute({
  ...route,
  path: '/orders/:id/returns',
  params: z.object({ id: OrderId }),
  allow: customer,
  summary: 'Ask to send delivered pieces back, for the money or for another piece',
  status: 201,
  body: Body,
  refusals: [
    'OrderNotFound',
    'NotDelivered',
    'NotReturnable',
    'ReturnWindowClosed',
    'TooManyReturned',
    'VariantNotFound',
    'ReplacementPriceDiffers',
  ],
  run: async ({ params: { id }, body }, context) => {
    await checkWanted(body, await ownOrder(id, context), context);
    const returnId = context.newId('return');
    const { note, ...asked } = body;
    const lines = asked.lines.map(({ lineId, quantity, wantedVariantId }) => ({
      lineId,
      quantity,
      ...(wantedVariantId === undefined ? {} : { wantedVariantId }),
    }));
    const data = { orderId: id, returnId, ...asked, lines, ...(note === undefined ? {} : { note }) };
    return view(await context.send(order, { type: 'RequestReturn', data }), returnId);
  },
});

const cancel = writeRoute({
  ...route,
  path: '/orders/:id/returns/:returnId/cancel',
  allow: customer,
  summary: 'Take the request back, while nobody has approved it',
  refusals: ['OrderNotFound', 'ReturnNotFound', 'ReturnStatusNotAllowed'],
  run: async ({ params: { id, returnId } }, context) => {
    await ownOrder(id, context);
    return view(await context.send(order, { type: 'CancelReturn', data: { orderId: id, returnId } }), returnId);
  },
});

const advance = writeRoute({
  ...route,
  method: 'PUT',
  path: '/orders/:id/returns/:returnId/status',
  allow: staff,
  summary: 'Move a return along its way: approve or reject, pickup, transit, warehouse, inspection, replacement',
  body: z.object({
    status: ReturnStatus.exclude([
      'requested',
      'cancelled',
      'refundInitiated',
      'refundCompleted',
      'replacementApproved',
      'replacementPreparing',
    ]),
    note: z.string().trim().max(300).optional(),
  }),
  refusals: ['OrderNotFound', 'ReturnNotFound', 'ReturnStatusNotAllowed'],
  run: async ({ params: { id, returnId }, body: { status, note } }, context) => {
    const data = { orderId: id, returnId, status, ...(note === undefined ? {} : { note }) };
    return view(await context.send(order, { type: 'AdvanceReturn', data }), returnId);
  },
});

const accept = writeRoute({
  ...route,
  path: '/orders/:id/returns/:returnId/accept',
  allow: staff,
  summary: 'The goods passed the inspection: pay the money back, or send the replacement',
  body: z.object({ restock: z.boolean() }),
  refusals: ['OrderNotFound', 'ReturnNotFound', 'ReturnStatusNotAllowed'],
  run: async ({ params: { id, returnId }, body }, context) =>
    view(await context.send(order, { type: 'AcceptReturn', data: { orderId: id, returnId, ...body } }), returnId),
});

export const returnWrites = [request, cancel, advance, accept];
