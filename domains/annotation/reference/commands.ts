import { z } from 'zod';
import { Id, Instant, type MessageOf } from '../../../event-schemas/primitives.ts';
import { EntityId } from '../kinds.ts';
import { one } from '../events.ts';

const held = { referenceId: Id, ...one };
export const referenceCommands = {
  /** `insteadOf` names the holder that was found not to have it written down. */
  ClaimExternalReference: z.object({ ...held, insteadOf: EntityId.optional() }),
  /** Only this claim: one that was made anew since stays. */
  ReleaseExternalReference: z.object({ ...held, claimedAt: Instant }),
};
export type ReferenceCommand = MessageOf<typeof referenceCommands>;
