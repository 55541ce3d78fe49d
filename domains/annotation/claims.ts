import { isRejected } from '../kernel/decider.ts';
import type { Secrets } from '../kernel/ports/secrets.ts';
import { Refusal, type WriteContext } from '../kernel/routes.ts';
import { annotationsOf } from './aggregate.ts';
import type { ReferenceClaim } from './events.ts';
import type { EntityOf } from './kinds.ts';
import { externalReference, referenceIdOf } from './reference/aggregate.ts';

/** Claims are no part of the request's own ETag; sent again, they give the holder its claim again. */
export type ClaimContext = Pick<WriteContext, 'aside' | 'facts'> & {
  readonly ports: { readonly secrets: Pick<Secrets, 'keyedId'> };
};
/** Whether something of the shop exists, whoever asks. */
export type Exists = (entity: EntityOf) => Promise<boolean>;

/** Whether the holder has the reference written down, and is there. */
const isHeld = async (
  { facts }: ClaimContext,
  holder: EntityOf,
  referenceId: string,
  exists: Exists,
): Promise<boolean> => {
  const { state } = await facts(annotationsOf(holder.kind), `${holder.kind}.${holder.entityId}`);
  return state.reference?.referenceId === referenceId && (await exists(holder));
};

/**
 * Makes a reference the entity's, if nothing else of its kind has it. A claim whose holder turns out not to have it written
 * down after a while, because its request failed, changes hands.
 * @throws Refusal ExternalReferenceTaken
 */
export const claimReference = async (
  context: ClaimContext,
  { kind, entityId, reference }: EntityOf & { readonly reference: string },
  exists: Exists,
): Promise<ReferenceClaim> => {
  const referenceId = referenceIdOf(context.ports.secrets, kind, reference);
  const claim = (insteadOf?: string) =>
    context.aside(externalReference, {
      type: 'ClaimExternalReference',
      data: { referenceId, kind, entityId, ...(insteadOf === undefined ? {} : { insteadOf }) },
    });
  let outcome = await claim();
  if (isRejected(outcome) && outcome.rejected === 'ExternalReferenceTaken') {
    const { state: holder } = await context.facts(externalReference, referenceId);
    const present = holder && { kind, entityId: holder.entityId };
    if (present === undefined || !(await isHeld(context, present, referenceId, exists)))
      outcome = await claim(present?.entityId);
  }
  if (isRejected(outcome)) throw new Refusal(outcome.rejected, outcome.detail);
  return { referenceId, claimedAt: outcome.state!.claimedAt };
};

/** Gives back what was claimed for a change that was refused. */
export const releaseReference = async (
  context: Pick<ClaimContext, 'aside'>,
  { kind, entityId }: EntityOf,
  claim: ReferenceClaim,
): Promise<void> => {
  await context.aside(externalReference, {
    type: 'ReleaseExternalReference',
    data: { kind, entityId, ...claim },
  });
};
