import type { UserId } from '../../event-schemas/primitives.ts';
import { isRejected, type Rejected } from '../kernel/decider.ts';
import type { Accepted } from '../kernel/handle.ts';
import type { WriteContext } from '../kernel/routes.ts';
import { annotationsOf } from './aggregate.ts';
import { claimReference, releaseReference, type ClaimContext, type Exists } from './claims.ts';
import type { AnnotationCommand } from './commands.ts';
import type { ReferenceClaim } from './events.ts';
import { entityKeyOf, type EntityOf } from './kinds.ts';
import { externalReference, referenceIdOf } from './reference/aggregate.ts';
import type { Annotation } from './state.ts';

export type AnnotateContext = ClaimContext & Pick<WriteContext, 'attempt'>;
export type AnnotationChange = Pick<
  Extract<AnnotationCommand, { type: 'ChangeAnnotation' }>['data'],
  'externalReference' | 'metadata' | 'privateMetadata'
>;
export type Annotated = EntityOf & {
  /** Whose data the annotations of the entity are. */
  readonly personId: UserId | undefined;
};

/** Whether the entity has this reference already, by its own word and by that of the reference. */
const hasAlready = async (context: ClaimContext, entity: EntityOf, reference: string): Promise<boolean> => {
  const { kind, entityId } = entity;
  const own = (await context.facts(annotationsOf(kind), entityKeyOf(entity))).state;
  if (own.reference?.text !== reference) return false;
  const held = await context.facts(externalReference, referenceIdOf(context.ports.secrets, kind, reference));
  return held.state?.entityId === entityId;
};

/** Gives a claim back, unless the entity has come to have the reference. */
export const releaseUnused = async (
  context: ClaimContext,
  { kind, entityId }: EntityOf,
  claim: ReferenceClaim,
): Promise<void> => {
  const entity = { kind, entityId };
  const { state } = await context.facts(annotationsOf(kind), entityKeyOf(entity));
  if (state.reference?.referenceId !== claim.referenceId) await releaseReference(context, entity, claim);
};

/** The claim of the reference that a change brings; undefined where it brings none, or the entity has it already. */
export const claimFor = async (
  context: ClaimContext,
  { kind, entityId }: EntityOf,
  { externalReference: reference }: AnnotationChange,
  exists: Exists,
): Promise<ReferenceClaim | undefined> => {
  const entity = { kind, entityId };
  if (typeof reference !== 'string' || (await hasAlready(context, entity, reference))) return undefined;
  return claimReference(context, { ...entity, reference }, exists);
};

type Saying = Annotated & {
  readonly change: AnnotationChange;
  /** Of the reference, where it was claimed before. */
  readonly claim?: ReferenceClaim | undefined;
  /** Names the commands where several entities are annotated by one request. */
  readonly label?: string;
};

/**
 * Writes down what another system says about an entity that exists. A reference is claimed first, so that two entities never
 * have the same one; what was claimed for a change that is refused is given back.
 * @throws Refusal ExternalReferenceTaken
 */
export const annotate = async (
  context: AnnotateContext,
  { kind, entityId, personId, change, label, ...given }: Saying,
  exists: Exists,
): Promise<Accepted<Annotation> | Rejected> => {
  const entity = { kind, entityId };
  const send = (claim: ReferenceClaim | undefined, turn = '') => {
    const data = { ...entity, ...change, ...(claim === undefined ? {} : { claim }) };
    const command: AnnotationCommand =
      personId === undefined
        ? { type: 'ChangeAnnotation', data }
        : { type: 'ChangePersonalAnnotation', data: { ...data, personId } };
    return context.attempt(annotationsOf(kind), command, label === undefined ? undefined : `${label}${turn}`);
  };
  let claim = given.claim ?? (await claimFor(context, entity, change, exists));
  let outcome = await send(claim);
  const { externalReference: reference } = change;
  // What was read to spare the claim may be older than the log.
  if (
    claim === undefined &&
    typeof reference === 'string' &&
    isRejected(outcome) &&
    outcome.rejected === 'ExternalReferenceNotClaimed'
  ) {
    claim = await claimReference(context, { ...entity, reference }, exists);
    outcome = await send(claim, ' again');
  }
  if (isRejected(outcome) && claim !== undefined) await releaseUnused(context, entity, claim);
  return outcome;
};
