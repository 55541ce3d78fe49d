import { defineProjection } from '../../kernel/projection.ts';
import type { DraftEvent as AnyDraftEvent } from './events.ts';

type DraftEvent = Exclude<AnyDraftEvent, { type: 'DraftDiscountApproved' }>;

export type DraftOrderRow = {
  readonly draft_id: string;
  readonly user_id: string;
  readonly staff_id: string;
  readonly status: string;
  readonly total_paise: number;
  readonly pieces: number;
  /** What it was placed as last. */
  readonly order_id: string | null;
  readonly created_at: string;
  readonly expires_at: string;
};

const quoted = ({
  quote,
  expiresAt,
}: Extract<DraftEvent, { type: 'DraftOrderCreated' | 'DraftOrderRevised' }>['data']) => ({
  total_paise: quote.totalPaise,
  pieces: quote.lines.reduce((sum, { quantity }) => sum + quantity, 0),
  expires_at: expiresAt,
});

/** Draft orders for the lists of staff; that one is too old is for the reader to see. */
export const draftOrderProjection = defineProjection<DraftEvent, DraftOrderRow>({
  service: 'orders',
  name: 'draft_order',
  version: 1,
  columns: {
    draft_id: 'uuid',
    user_id: 'uuid',
    staff_id: 'uuid',
    status: 'text',
    total_paise: 'bigint',
    pieces: 'integer',
    order_id: 'uuid',
    created_at: 'text',
    expires_at: 'text',
  },
  key: 'draft_id',
  indexes: ['(created_at desc, draft_id desc)', '(user_id, created_at desc)', '(staff_id, created_at desc)'],
  handles: ['DraftOrderCreated', 'DraftOrderRevised', 'DraftOrderSent', 'DraftOrderTaken', 'DraftOrderCancelled'],
  keysOf: ({ data }) => [data.draftId],
  evolve: (row, { type, data }) => {
    if (type === 'DraftOrderCreated') {
      const { draftId, userId, staffId, pricedAt } = data;
      const ids = { draft_id: draftId, user_id: userId, staff_id: staffId, order_id: null };
      return { ...ids, ...quoted(data), status: 'open', created_at: pricedAt };
    }
    if (row === undefined) return undefined;
    switch (type) {
      case 'DraftOrderRevised':
        return { ...row, ...quoted(data), status: 'open' };
      case 'DraftOrderSent':
        return { ...row, status: 'sent' };
      case 'DraftOrderTaken':
        return { ...row, status: 'taken', order_id: data.orderId };
      case 'DraftOrderCancelled':
        return { ...row, status: 'cancelled' };
    }
  },
});
