import { z } from 'zod';
import { Id, Instant, type MessageOf } from '../../../event-schemas/primitives.ts';
import { one } from '../events.ts';

const held = { referenceId: Id, ...one };
export const referenceEvents = {
  ExternalReferenceClaimed: z.object({ ...held, claimedAt: Instant }),
  ExternalReferenceReleased: z.object(held),
};
export type ReferenceEvent = MessageOf<typeof referenceEvents>;
