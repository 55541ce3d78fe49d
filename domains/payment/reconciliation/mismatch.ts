import { reject, type Decider } from '../../kernel/decider.ts';
import type { MismatchCommand } from './commands.ts';
import type { MismatchEvent } from './events.ts';

/** Undefined before it was found. */
export type Mismatch = { readonly status: 'open' | 'cleared' | 'resolved'; readonly note?: string } | undefined;
export type MismatchRejection = 'MismatchNotFound' | 'MismatchClosed';

/**
 * One thing on which the gateway and our log do not agree. It is in the queue until a later run finds both to agree, or until
 * somebody says what was done about it; what is resolved stays so, however often it is found again.
 */
export const mismatchDecider: Decider<Mismatch, MismatchCommand, MismatchEvent, MismatchRejection> = {
  initial: undefined,
  evolve: (_, { type, data }) => {
    if (type === 'MismatchFound') return { status: 'open' };
    return type === 'MismatchCleared' ? { status: 'cleared' } : { status: 'resolved', note: data.note };
  },
  decide: ({ type, data }, state) => {
    if (type === 'ReportMismatch')
      return state === undefined || state.status === 'cleared' ? [{ type: 'MismatchFound', data }] : [];
    if (state === undefined) return reject('MismatchNotFound');
    if (type === 'ClearMismatch') return state.status === 'open' ? [{ type: 'MismatchCleared', data }] : [];
    if (state.status === 'resolved' && state.note === data.note) return [];
    if (state.status !== 'open') return reject('MismatchClosed', `It is ${state.status} already.`);
    return [{ type: 'MismatchResolved', data }];
  },
};
