import { z } from 'zod';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import { callerIdOf, readRoute, Refusal, writeRoute, type ReadContext } from '../kernel/routes.ts';
import { earningRule } from './aggregate.ts';
import { EarningTerms } from './events.ts';
import { EARNING_LIST, earningRuleList } from './list/aggregate.ts';
import type { EarningRule } from './state.ts';

const EarningRuleView = z.object({
  id: Id,
  terms: EarningTerms,
  /** `scheduled` and `over` are approved rules before and after their dates. */
  status: z.enum(['draft', 'scheduled', 'active', 'over', 'ended']),
  authorId: Id,
  approverId: Id.nullable(),
  /** Coins of the budget that orders have or may still get; 0 without a budget, of which nothing is written down. */
  usedCoins: z.int(),
  orders: z.int(),
  /** For If-Match, in quotes. */
  revision: z.string(),
});
type EarningRuleView = z.infer<typeof EarningRuleView>;

const statusAt = ({ status, terms }: EarningRule, now: Instant): EarningRuleView['status'] => {
  if (status === 'draft' || status === 'ended') return status;
  return now < terms!.from ? 'scheduled' : now < terms!.until ? 'active' : 'over';
};
type Seen = { readonly state: EarningRule; readonly revision: bigint };
const view = (id: string, { state, revision }: Seen, now: Instant): EarningRuleView => ({
  id,
  terms: state.terms!,
  status: statusAt(state, now),
  authorId: state.authorId!,
  approverId: state.approverId ?? null,
  usedCoins: state.usedCoins,
  orders: state.uses.size,
  revision: String(revision),
});

const One = z.object({ id: Id });
const route = { tag: 'Coins', allow: ['admin'], reply: EarningRuleView } as const;
const REVISION_REQUIRED =
  'Send the revision of the terms that were looked at as If-Match: see GET /earning-rules/{id}.';
const CHANGES = ['EarningRuleNotFound', 'EarningRuleEnded', 'RevisionMismatch'] as const;

export const earningWrites = [
  writeRoute({
    ...route,
    method: 'POST',
    path: '/earning-rules',
    summary: 'Draft a rule by which goods earn more coins than usual; it takes force when a second admin approves it',
    status: 201,
    body: EarningTerms,
    refusals: ['TooManyEarningRules'],
    run: async ({ body: terms }, context) => {
      const ruleId = context.newId('earning rule');
      await context.send(earningRuleList, { type: 'ListEarningRule', data: { listId: EARNING_LIST, ruleId } });
      const data = { ruleId, authorId: callerIdOf(context), terms };
      return view(ruleId, await context.send(earningRule, { type: 'DraftEarningRule', data }), context.now);
    },
  }),
  writeRoute({
    ...route,
    method: 'PUT',
    path: '/earning-rules/:id',
    summary: 'Replace the terms of a draft',
    params: One,
    body: EarningTerms,
    refusals: [...CHANGES, 'EarningRuleInForce'],
    run: async ({ params: { id }, body: terms }, context) => {
      const data = { ruleId: id, authorId: callerIdOf(context), terms };
      return view(id, await context.send(earningRule, { type: 'ChangeEarningRule', data }), context.now);
    },
  }),
  writeRoute({
    ...route,
    method: 'POST',
    path: '/earning-rules/:id/approve',
    summary: 'Put the terms of this revision into force, as another admin than their author; needs If-Match',
    params: One,
    refusals: [...CHANGES, 'EarningRuleNeedsAnotherApprover', 'RevisionRequired'],
    run: async ({ params: { id } }, context) => {
      // '*' would agree to anything.
      if ((context.headers['if-match'] ?? '*') === '*') throw new Refusal('RevisionRequired', REVISION_REQUIRED);
      const data = { ruleId: id, approverId: callerIdOf(context) };
      return view(id, await context.send(earningRule, { type: 'ApproveEarningRule', data }), context.now);
    },
  }),
  writeRoute({
    ...route,
    method: 'POST',
    path: '/earning-rules/:id/end',
    summary: 'End a rule for good; orders that were placed under it keep their coins',
    params: One,
    refusals: ['EarningRuleNotFound'],
    run: async ({ params: { id } }, context) => {
      const data = { ruleId: id, endedBy: callerIdOf(context) };
      const ended = await context.send(earningRule, { type: 'EndEarningRule', data });
      await context.send(earningRuleList, { type: 'DelistEarningRule', data: { listId: EARNING_LIST, ruleId: id } });
      return view(id, ended, context.now);
    },
  }),
];

const look = async (id: string, context: ReadContext): Promise<EarningRuleView | undefined> => {
  const rule = await context.facts(earningRule, id);
  return rule.state.terms === undefined ? undefined : view(id, rule, context.now);
};

export const earningReads = [
  readRoute({
    path: '/earning-rules',
    tag: 'Coins',
    summary: 'The rules that have not ended, drafts included, with what their budgets were used for',
    allow: ['admin', 'support'],
    reply: z.object({ rules: z.array(EarningRuleView) }),
    projections: [],
    run: async (_, context) => {
      const { ruleIds } = (await context.facts(earningRuleList, EARNING_LIST)).state;
      const rules = await Promise.all(ruleIds.map((id) => look(id, context)));
      return { rules: rules.filter((rule) => rule !== undefined) };
    },
  }),
  readRoute({
    path: '/earning-rules/:id',
    tag: 'Coins',
    summary: 'One rule, also after its end, with the revision of its terms',
    allow: ['admin', 'support'],
    params: One,
    reply: EarningRuleView,
    projections: [],
    run: ({ params: { id } }, context) => look(id, context),
  }),
];
