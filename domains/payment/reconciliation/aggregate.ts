import { defineAggregate } from '../../kernel/aggregate.ts';
import { derivedId } from '../../kernel/derived-id.ts';
import { mismatchCommands, reconciliationCommands, settledItemCommands } from './commands.ts';
import { reconciliationDecider, settledItemDecider } from './decider.ts';
import { mismatchEvents, reconciliationEvents, settledItemEvents, type MismatchKind } from './events.ts';
import { mismatchDecider } from './mismatch.ts';

export const reconciliationIdOf = (day: string): string => derivedId('day reconciliation', day);
export const mismatchIdOf = (kind: MismatchKind, entityId: string): string =>
  derivedId('gateway mismatch', kind, entityId);
export const settledItemIdOf = (entityId: string): string => derivedId('gateway settled item', entityId);

/** `dayReconciliation-<id of the day>`: the runs that compared one day. */
export const dayReconciliation = defineAggregate({
  category: 'dayReconciliation',
  events: reconciliationEvents,
  commands: reconciliationCommands,
  streamId: ({ data }) => data.reconciliationId,
  decider: reconciliationDecider,
});

/** `gatewayMismatch-<mismatchId>`: the id is made of the kind and the gateway's id, so that one difference is in the queue once. */
export const gatewayMismatch = defineAggregate({
  category: 'gatewayMismatch',
  events: mismatchEvents,
  commands: mismatchCommands,
  streamId: ({ data }) => data.mismatchId,
  decider: mismatchDecider,
});

/** `settledItem-<itemId>`: one line of a settlement in the ledger. */
export const settledItem = defineAggregate({
  category: 'settledItem',
  events: settledItemEvents,
  commands: settledItemCommands,
  streamId: ({ data }) => data.itemId,
  opens: ['BookSettledItem'],
  decider: settledItemDecider,
});
