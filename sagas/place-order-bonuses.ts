import type { OrderId } from '../event-schemas/primitives.ts';
import type { EarningCommand } from '../domains/earning/commands.ts';
import { derivedId } from '../domains/kernel/derived-id.ts';
import type { SagaCommand } from '../domains/kernel/saga.ts';
import type { OrderFacts } from './place-order-state.ts';

const bonusKey = (ruleId: string): string => `bonus:${ruleId}`;

/** What the order was promised out of the budgets of rules is its own from now on. */
export const keepBonuses = ({ orderId, bonuses = [] }: OrderFacts): SagaCommand<EarningCommand>[] =>
  bonuses.map(({ ruleId, coins }) => ({
    type: 'KeepBonus',
    key: bonusKey(ruleId),
    data: { ruleId, orderId, coins },
  }));

const releases = (orderId: OrderId, ruleIds: readonly string[]): SagaCommand<EarningCommand>[] =>
  ruleIds.map((ruleId) => ({
    type: 'ReleaseBonus',
    key: `release:${ruleId}`,
    data: { ruleId, orderId, causeId: derivedId('bonus not earned', orderId) },
  }));

/** Gives budgets back what the order kept of them; all of it, or what was `held`. */
export const releaseBonuses = ({ orderId, bonuses = [] }: OrderFacts, held?: readonly string[]) =>
  releases(
    orderId,
    bonuses.map(({ ruleId }) => ruleId).filter((ruleId) => held?.includes(bonusKey(ruleId)) ?? true),
  );
