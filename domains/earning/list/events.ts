import { z } from 'zod';
import { Id, type MessageOf } from '../../../event-schemas/primitives.ts';

const entry = { listId: Id, ruleId: Id };
export const earningListEvents = {
  EarningRuleListed: z.object(entry),
  EarningRuleDelisted: z.object(entry),
};
export type EarningListEvent = MessageOf<typeof earningListEvents>;
