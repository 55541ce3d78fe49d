import { msOf } from '../../kernel/calendar.ts';
import { reject, type Decider } from '../../kernel/decider.ts';
import { annotationPolicy } from '../../policy/annotation.ts';
import type { ReferenceCommand } from './commands.ts';
import type { ReferenceEvent } from './events.ts';

/** Whose a reference is, and since when. Undefined while it is free. */
export type Holder = { readonly entityId: string; readonly claimedAt: string } | undefined;

/** Who claims a reference first has it. The holder may claim it again, which begins its time anew. */
export const referenceDecider: Decider<Holder, ReferenceCommand, ReferenceEvent, 'ExternalReferenceTaken'> = {
  initial: undefined,
  evolve: (_, { type, data }) =>
    type === 'ExternalReferenceClaimed' ? { entityId: data.entityId, claimedAt: data.claimedAt } : undefined,
  decide: ({ type, data }, holder, now) => {
    const { referenceId, kind, entityId } = data;
    const isOwn = holder?.entityId === entityId;
    if (type === 'ReleaseExternalReference')
      return isOwn && holder.claimedAt === data.claimedAt
        ? [{ type: 'ExternalReferenceReleased', data: { referenceId, kind, entityId } }]
        : [];
    const claimed: ReferenceEvent = {
      type: 'ExternalReferenceClaimed',
      data: { referenceId, kind, entityId, claimedAt: now },
    };
    if (holder === undefined) return [claimed];
    if (isOwn) return holder.claimedAt === now ? [] : [claimed];
    const isAbandoned =
      holder.entityId === data.insteadOf && msOf(now) - msOf(holder.claimedAt) >= annotationPolicy.claimSettlesMs.value;
    return isAbandoned
      ? [claimed]
      : reject('ExternalReferenceTaken', 'Something else of this kind has this external reference; use another one.');
  },
};
