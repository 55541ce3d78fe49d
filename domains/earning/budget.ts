import { reject, type Decision } from '../kernel/decider.ts';
import type { Instant } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';
import type { EarningCommand } from './commands.ts';
import type { EarningEvent } from './events.ts';
import { bonusLeft, evolveEarningRule, type EarningRule } from './state.ts';

type Of<T extends EarningCommand['type']> = Extract<EarningCommand, { type: T }>['data'];
type Released = Extract<EarningEvent, { type: 'BonusReleased' }>;

/** Orders that one rule's budget may ever serve; a campaign beyond it gets a second rule. */
export const BONUS_ORDERS_MAX = 100_000;
/** Lapsed reservations that one decision clears away; the next one clears more. */
export const LAPSED_AT_ONCE_MAX = 100;

/** Whether the rule gives coins for orders of this moment. */
export const isInForce = ({ status, terms }: EarningRule, now: Instant): boolean =>
  status === 'approved' && terms !== undefined && terms.from <= now && now < terms.until;

/** A rule for first orders alone is there once for each person, since two of them may be placed at once. */
const hadFirstOrder = ({ terms, usesByUser }: EarningRule, userId: string): boolean =>
  terms?.segments?.every((segment) => segment === 'firstOrder') === true && usesByUser.has(userId);

/** Reservations of which no order ever came, as the events that give them back. */
const lapsedUses = (ruleId: string, { uses, noLapseBefore }: EarningRule, now: Instant): Released[] => {
  if (noLapseBefore === undefined || now < noLapseBefore) return [];
  const found: Released[] = [];
  for (const [orderId, { kept, expiresAt, coins }] of uses) {
    if (kept || now < expiresAt) continue;
    const causeId = derivedId('bonus lapsed', ruleId, orderId);
    found.push({ type: 'BonusReleased', data: { ruleId, orderId, causeId, coins, lapsed: true } });
    if (found.length === LAPSED_AT_ONCE_MAX) break;
  }
  return found;
};

/** Never refuses: whoever comes too late gets what is left, or nothing, and the order earns its usual coins. */
export const reserve = (data: Of<'ReserveBonus'>, rule: EarningRule, now: Instant): readonly EarningEvent[] => {
  const { ruleId, orderId, userId } = data;
  if (rule.uses.has(orderId) || !isInForce(rule, now) || rule.usesEver >= BONUS_ORDERS_MAX) return [];
  const lapsed = bonusLeft(rule) < data.coins ? lapsedUses(ruleId, rule, now) : [];
  const cleared = lapsed.reduce<EarningRule>(evolveEarningRule, rule);
  const coins = Math.min(data.coins, bonusLeft(cleared));
  if (coins <= 0 || hadFirstOrder(cleared, userId)) return [];
  return [...lapsed, { type: 'BonusReserved', data: { ...data, coins, reservedAt: now } }];
};

export const keep = (
  { ruleId, orderId, coins }: Of<'KeepBonus'>,
  { uses }: EarningRule,
): Decision<EarningEvent, 'BonusNotReserved'> => {
  const use = uses.get(orderId);
  if (use === undefined) return reject('BonusNotReserved');
  if (use.kept) return [];
  const kept: EarningEvent = { type: 'BonusKept', data: { ruleId, orderId } };
  // An order that was asked for twice may have been dearer the first time, when its coins were reserved.
  const causeId = derivedId('bonus not promised', ruleId, orderId);
  const beyond = use.coins - coins;
  return beyond <= 0
    ? [kept]
    : [kept, { type: 'BonusReleased', data: { ruleId, orderId, causeId, coins: beyond, lapsed: false } }];
};

export const release = (
  { ruleId, orderId, causeId, coins }: Of<'ReleaseBonus'>,
  { uses }: EarningRule,
): readonly EarningEvent[] => {
  const use = uses.get(orderId);
  if (use === undefined || use.causes.has(causeId)) return [];
  const back = Math.min(coins ?? use.coins, use.coins);
  return [{ type: 'BonusReleased', data: { ruleId, orderId, causeId, coins: back, lapsed: false } }];
};
