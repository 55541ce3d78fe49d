import { OrderId, UserId } from '../../event-schemas/primitives.ts';
import type { EarningCommand } from './commands.ts';
import type { EarningEvent, EarningTerms } from './events.ts';

export const now = '2026-11-01T10:00:00.000Z';
export const later = '2026-11-02T10:00:00.000Z';
export const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const person = (n: number): UserId => UserId.parse(id(n));
export const orderId = (n: number): OrderId => OrderId.parse(id(n));
export const ruleId = id(1);
export const terms: EarningTerms = {
  name: 'Diwali kurtas',
  reward: { type: 'multiplier', percent: 200 },
  from: '2026-10-31T18:30:00.000Z',
  until: '2026-11-30T18:30:00.000Z',
  budgetCoins: 100,
};
export const [author, approver] = [person(2), person(3)];
export const draft = (more: Partial<EarningTerms> = {}): EarningCommand => ({
  type: 'DraftEarningRule',
  data: { ruleId, authorId: author, terms: { ...terms, ...more } },
});
export const approve = (approverId = approver): EarningCommand => ({
  type: 'ApproveEarningRule',
  data: { ruleId, approverId },
});
export const drafted = (more: Partial<EarningTerms> = {}): EarningEvent => ({
  type: 'EarningRuleDrafted',
  data: { ruleId, authorId: author, terms: { ...terms, ...more }, draftedAt: now },
});
export const approved: EarningEvent = {
  type: 'EarningRuleApproved',
  data: { ruleId, authorId: author, approverId: approver, approvedAt: now },
};
export const ended: EarningEvent = { type: 'EarningRuleEnded', data: { ruleId, endedBy: approver, endedAt: now } };
export const reserve = (n: number, coins: number, buyer = n + 1_000): EarningCommand => ({
  type: 'ReserveBonus',
  data: { ruleId, orderId: orderId(n), userId: person(buyer), coins, expiresAt: later },
});
export const reserved = (
  n: number,
  coins: number,
  more: { buyer?: number; expiresAt?: string } = {},
): EarningEvent => ({
  type: 'BonusReserved',
  data: {
    ...{ ruleId, orderId: orderId(n), userId: person(more.buyer ?? n + 1_000), coins },
    ...{ reservedAt: now, expiresAt: more.expiresAt ?? later },
  },
});
/** Promised as many as were reserved, unless told otherwise. */
export const keep = (n: number, coins = 10_000): EarningCommand => ({
  type: 'KeepBonus',
  data: { ruleId, orderId: orderId(n), coins },
});
export const kept = (n: number): EarningEvent => ({ type: 'BonusKept', data: { ruleId, orderId: orderId(n) } });
export const release = (n: number, cause: number, coins?: number): EarningCommand => ({
  type: 'ReleaseBonus',
  data: { ruleId, orderId: orderId(n), causeId: id(cause), ...(coins === undefined ? {} : { coins }) },
});
export const released = (n: number, cause: number, coins: number): EarningEvent => ({
  type: 'BonusReleased',
  data: { ruleId, orderId: orderId(n), causeId: id(cause), coins, lapsed: false },
});
