import { z } from 'zod';
import { Id, Instant, UserId, personal, type MessageOf } from '../../event-schemas/primitives.ts';
import type { PersonalFields } from '../kernel/aggregate.ts';
import { ExternalReference, MetadataPatch } from './content.ts';
import { AnnotatedKind, EntityId } from './kinds.ts';

/** The reservation of a reference, and since when it is the entity's. */
export const ReferenceClaim = z.object({ referenceId: Id, claimedAt: Instant });
export type ReferenceClaim = z.infer<typeof ReferenceClaim>;

export const one = { kind: AnnotatedKind, entityId: EntityId };
const Said = z.object({
  /** Of a user, whom it may name. */
  externalReference: ExternalReference.optional(),
  metadata: MetadataPatch.optional(),
  privateMetadata: MetadataPatch.optional(),
});
const reference = {
  /** Null takes the reference away; missing leaves it as it is. */
  claim: ReferenceClaim.nullable().optional(),
  externalReference: ExternalReference.optional(),
};
/** The reference that the entity had until now, which others may have from now on. */
const freed = { freed: ReferenceClaim.optional() };
const thing = { ...one, ...reference, said: Said };
const person = { ...one, personId: UserId, ...reference, said: personal(Said) };

export const annotationEvents = {
  AnnotationChanged: z.object({ ...thing, ...freed }),
  /** Everything that holds, as if it had just been said. */
  AnnotationPeriodClosed: z.object(thing),
  /** The entity is no more. */
  AnnotationForgotten: z.object({ ...one, ...freed }),
};
/** The same about a person or what belongs to one; sealed with that person's key. */
export const personalAnnotationEvents = {
  PersonalAnnotationChanged: z.object({ ...person, ...freed }),
  PersonalAnnotationPeriodClosed: z.object(person),
  PersonalAnnotationForgotten: z.object({ ...one, personId: UserId, ...freed }),
};
export type AnnotationEvent = MessageOf<typeof annotationEvents & typeof personalAnnotationEvents>;

const sealed: PersonalFields = { subject: 'personId', fields: ['said'] };
export const annotationPersonal = { PersonalAnnotationChanged: sealed, PersonalAnnotationPeriodClosed: sealed };
