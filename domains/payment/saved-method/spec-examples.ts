import { UserId } from '../../../event-schemas/primitives.ts';
import { paymentPolicy } from '../../policy/payment.ts';
import type { SavedMethodCommand } from './commands.ts';
import type { CardDetails, SavedMethodEvent } from './events.ts';

export const now = '2026-11-24T10:00:00.000Z';
export const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const userId = UserId.parse(id(1));
export const { policyVersion } = paymentPolicy.cardSaving.value;
export const card = (n: number, more: Partial<CardDetails> = {}): CardDetails => ({
  ...{ customerId: 'cust_1Aa00000000001', tokenId: `token_${n}`, last4: '1111', network: 'Visa', issuer: 'HDFC' },
  ...{ expiresAt: '2029-11-24T10:00:00.000Z', status: 'active' as const },
  ...more,
});
export const entry = (n: number, more: Partial<CardDetails> = {}) => ({ methodId: id(n), details: card(n, more) });
export const report = (...methods: ReturnType<typeof entry>[]): SavedMethodCommand => ({
  type: 'ReportSavedMethods',
  data: { userId, methods },
});
export const added = (n: number, more: Partial<CardDetails> = {}): SavedMethodEvent => ({
  type: 'SavedMethodAdded',
  data: { userId, ...entry(n, more), addedAt: now },
});
const about = (n: number) => ({ userId, methodId: id(n) });
export const remove = (n: number): SavedMethodCommand => ({ type: 'DeleteSavedMethod', data: about(n) });
export const choose = (n: number): SavedMethodCommand => ({ type: 'ChooseDefaultSavedMethod', data: about(n) });
export const reportDeleted = (n: number): SavedMethodCommand => ({ type: 'ReportSavedMethodDeleted', data: about(n) });
export const deleting = (n: number): SavedMethodEvent => ({
  type: 'SavedMethodDeletionRequested',
  data: { ...about(n), requestedAt: now },
});
export const deleted = (n: number): SavedMethodEvent => ({ type: 'SavedMethodDeleted', data: about(n) });
export const lost = (n: number): SavedMethodEvent => ({ type: 'SavedMethodLost', data: about(n) });
export const chosen = (n: number): SavedMethodEvent => ({ type: 'DefaultSavedMethodChosen', data: about(n) });
