import { z } from 'zod';
import { Id, UserId } from '../../event-schemas/primitives.ts';
import { callerIdOf, readRoute, writeRoute, type WriteContext } from '../kernel/routes.ts';
import { storeCredit } from './aggregate.ts';
import { Goodwill } from './events.ts';
import { creditStaff } from './staff/aggregate.ts';
import { wasDone, type StoreCredit } from './state.ts';
import { Owner, StoreCreditView, storeCreditView } from './views.ts';

const route = { tag: 'Store credit', params: Owner } as const;
const One = z.object({ userId: UserId, goodwillId: Id });
const GoodwillView = z.object({
  goodwillId: Id,
  /** `waiting` for a second person. */
  status: z.enum(['waiting', 'given', 'refused']),
  credit: StoreCreditView,
});

const statusOf = (state: StoreCredit, goodwillId: string): z.infer<typeof GoodwillView>['status'] => {
  if (wasDone(state, 'approved', goodwillId)) return 'given';
  return wasDone(state, 'refused', goodwillId) ? 'refused' : 'waiting';
};
const goodwillView = (
  { userId, goodwillId }: z.infer<typeof One>,
  state: StoreCredit,
  { now }: WriteContext,
): z.infer<typeof GoodwillView> => ({
  goodwillId,
  status: statusOf(state, goodwillId),
  credit: storeCreditView(userId, state, now),
});
/** Who decides is always known: these routes are for people who have signed in. */

const deciding = (
  path: 'approve' | 'refuse',
  summary: string,
  command: (data: z.infer<typeof One>, by: UserId) => Parameters<typeof storeCredit.streamId>[0],
) =>
  writeRoute({
    ...route,
    method: 'POST',
    path: `/store-credit/:userId/goodwill/:goodwillId/${path}`,
    summary,
    allow: ['admin'],
    params: One,
    reply: GoodwillView,
    refusals: [
      'CreditGoodwillDecided',
      'CreditGoodwillNotFound',
      ...(path === 'approve' ? ['OwnCreditGoodwill', 'SecondPersonNeeded', 'StoreCreditMerged'] : []),
    ],
    run: async ({ params }, context) =>
      goodwillView(params, (await context.send(storeCredit, command(params, callerIdOf(context)))).state, context),
  });

export const storeCreditWrites = [
  writeRoute({
    ...route,
    method: 'POST',
    path: '/store-credit/:userId/goodwill',
    summary: 'Give store credit to a person, with a reason; much of it waits until a second person agrees',
    allow: ['admin', 'support'],
    status: 201,
    body: Goodwill.pick({ amountPaise: true, reason: true }),
    reply: GoodwillView,
    refusals: ['OwnCreditGoodwill', 'StaffCreditLimitReached', 'StoreCreditMerged', 'TooMuchCreditGoodwill'],
    run: async ({ params: { userId }, body }, context) => {
      const goodwillId = context.newId('goodwill');
      const requestedBy = callerIdOf(context);
      const { amountPaise } = body;
      const allowance = { staffId: requestedBy, useId: goodwillId, use: 'goodwill' as const, amountPaise };
      await context.send(creditStaff, { type: 'UseCreditAllowance', data: allowance });
      const data = { userId, goodwillId, ...body, requestedBy };
      const { state } = await context.send(storeCredit, { type: 'RequestCreditGoodwill', data });
      return goodwillView({ userId, goodwillId }, state, context);
    },
  }),
  deciding('approve', 'Agree to goodwill that somebody else has asked for', (data, approvedBy) => ({
    type: 'ApproveCreditGoodwill',
    data: { ...data, approvedBy },
  })),
  deciding('refuse', 'Refuse goodwill, or take back one’s own request', (data, refusedBy) => ({
    type: 'RefuseCreditGoodwill',
    data: { ...data, refusedBy },
  })),
];

export const storeCreditReads = [
  readRoute({
    ...route,
    path: '/store-credit/:userId',
    summary: 'Store credit of a person: all of it, what open orders hold, and what is left',
    allow: ['customer', 'support', 'admin'],
    owner: 'userId',
    reply: StoreCreditView,
    projections: [],
    run: async ({ params: { userId } }, context) =>
      storeCreditView(userId, (await context.facts(storeCredit, userId)).state, context.now),
  }),
  readRoute({
    ...route,
    path: '/store-credit/:userId/goodwill',
    summary: 'Goodwill that waits for a second person',
    allow: ['admin', 'support'],
    reply: z.object({ goodwill: z.array(Goodwill) }),
    projections: [],
    run: async ({ params: { userId } }, context) => ({
      goodwill: [...(await context.facts(storeCredit, userId)).state.waiting],
    }),
  }),
];
