import { z } from 'zod';
import { callerIdOf, Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { draftLinkOf, draftOrder, draftView, DraftView, presentDraft } from '../../domains/order/index.ts';
import { account, actsFor, contact, normalPhone, PhoneInput } from '../../domains/user/index.ts';
import { Id, Instant, UserId } from '../../event-schemas/primitives.ts';
import { Content, CONTENT_REFUSALS, contentOf } from './draft-content.ts';
import { ClientReference, underReference } from './order-reference.ts';

const STAFF = ['support', 'admin'] as const;
const route = { tag: 'Draft orders', allow: STAFF } as const;
const One = z.object({ id: Id });
/** The account of the buyer, who is somebody else than the member of staff. */
const buyerOf = async (asked: { userId?: UserId | undefined; phone?: string | undefined }, context: WriteContext) => {
  const { userId, phone } = asked;
  const known =
    phone === undefined
      ? undefined
      : (await context.facts(contact, normalPhone(context.ports.secrets, phone).id)).state;
  const id = userId ?? (known?.status === 'confirmed' ? known.userId : undefined);
  const buyer = id === undefined ? undefined : (await context.facts(account, id)).state;
  if (buyer?.status !== 'active') throw new Refusal('UserNotFound', 'Nobody is registered so; name another buyer.');
  return refuseOwn(buyer.userId, context);
};

const refuseOwn = async (userId: UserId, context: WriteContext): Promise<UserId> => {
  if (await actsFor(context, userId)) throw new Refusal('OwnDraftOrder', 'Nobody makes a draft order for themselves.');
  return userId;
};

const create = writeRoute({
  ...route,
  method: 'POST',
  path: '/draft-orders',
  summary: 'Put together an order for a buyer, who is named by id or phone; its prices hold for a day',
  status: 201,
  body: Content.extend({
    userId: UserId.optional(),
    phone: PhoneInput.optional(),
    externalReference: ClientReference.optional(),
  }).refine(
    ({ userId, phone }) => (userId === undefined) !== (phone === undefined),
    'name the buyer by userId or by phone',
  ),
  reply: DraftView,
  refusals: ['UserNotFound', 'ExternalReferenceTaken', ...CONTENT_REFUSALS],
  run: async ({ body }, context) => {
    const draftId = context.newId('draft order');
    const userId = await buyerOf(body, context);
    const content = await contentOf(draftId, userId, body, context);
    const data = { draftId, staffId: callerIdOf(context), userId, ...content };
    const { externalReference } = body;
    const named = { kind: 'draft-order', entityId: draftId, personId: userId, externalReference } as const;
    const create = () => context.send(draftOrder, { type: 'CreateDraftOrder', data });
    return draftView((await underReference(context, named, create)).state!, context.now);
  },
});

const revise = writeRoute({
  ...route,
  method: 'PUT',
  path: '/draft-orders/:id',
  summary: 'Everything of a draft order anew, at the prices of this moment; its link has to be sent again',
  params: One,
  body: Content,
  reply: DraftView,
  refusals: [
    'DraftOrderNotFound',
    'DraftOrderTaken',
    'DraftOrderCancelled',
    'TooManyDraftChanges',
    ...CONTENT_REFUSALS,
  ],
  run: async ({ params: { id: draftId }, body }, context) => {
    const userId = await refuseOwn((await presentDraft(draftId, context)).userId, context);
    const data = { draftId, staffId: callerIdOf(context), ...(await contentOf(draftId, userId, body, context)) };
    return draftView((await context.send(draftOrder, { type: 'ReviseDraftOrder', data })).state!, context.now);
  },
});

const approve = writeRoute({
  ...route,
  allow: ['admin'],
  method: 'POST',
  path: '/draft-orders/:id/approval',
  summary: 'Agree to the discount of a draft order that somebody else has priced',
  params: One,
  reply: DraftView,
  refusals: ['DraftOrderNotFound', 'DraftOrderCancelled', 'DraftOrderExpired', 'OwnDraftOrder', 'SecondPersonNeeded'],
  run: async ({ params: { id: draftId } }, context) => {
    await refuseOwn((await presentDraft(draftId, context)).userId, context);
    const data = { draftId, staffId: callerIdOf(context) };
    return draftView((await context.send(draftOrder, { type: 'ApproveDraftDiscount', data })).state!, context.now);
  },
});

const send = writeRoute({
  ...route,
  method: 'POST',
  path: '/draft-orders/:id/link',
  summary: 'The link under which the buyer looks at the draft order and pays for it; asking again gives the same one',
  params: One,
  reply: z.object({
    /** `GET /draft-orders/shared/:link` shows the draft, `POST /draft-orders/shared/:link/order` places it. */
    link: z.string(),
    expiresAt: Instant,
    draft: DraftView,
  }),
  secretAnswer: true,
  refusals: [
    'DraftOrderNotFound',
    'DraftOrderCancelled',
    'DraftOrderExpired',
    'DraftDiscountNotApproved',
    'OwnDraftOrder',
  ],
  run: async ({ params: { id: draftId } }, context) => {
    await refuseOwn((await presentDraft(draftId, context)).userId, context);
    const data = { draftId, staffId: callerIdOf(context) };
    const draft = (await context.send(draftOrder, { type: 'SendDraftOrder', data })).state!;
    const link = draftLinkOf(draft, context.ports.secrets);
    return { link, expiresAt: draft.expiresAt, draft: draftView(draft, context.now) };
  },
});

const cancel = writeRoute({
  ...route,
  method: 'DELETE',
  path: '/draft-orders/:id',
  summary: 'Give a draft order up: its link places nothing any more; an order that was placed from it stays',
  params: One,
  reply: DraftView,
  refusals: ['DraftOrderNotFound'],
  run: async ({ params: { id: draftId } }, context) => {
    const data = { draftId, staffId: callerIdOf(context) };
    return draftView((await context.send(draftOrder, { type: 'CancelDraftOrder', data })).state!, context.now);
  },
});

export const draftOrderWrites = [create, revise, approve, send, cancel];
