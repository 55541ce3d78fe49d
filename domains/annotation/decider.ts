import type { Instant, UserId } from '../../event-schemas/primitives.ts';
import { instantAfter } from '../kernel/calendar.ts';
import { isRejected, reject, type Decider, type Rejected } from '../kernel/decider.ts';
import { annotationPolicy } from '../policy/annotation.ts';
import type { AnnotationCommand } from './commands.ts';
import { effectiveIn, patched, type Metadata } from './content.ts';
import type { AnnotationEvent } from './events.ts';
import type { EntityOf } from './kinds.ts';
import { emptyAnnotation, evolveAnnotation, type Annotation } from './state.ts';

export type AnnotationRejection = 'AnnotatedEntityNotFound' | 'ExternalReferenceNotClaimed' | 'InvalidMetadata';
type Change = Extract<AnnotationCommand, { type: 'ChangeAnnotation' | 'ChangePersonalAnnotation' }>['data'];
type Forget = Extract<AnnotationCommand, { type: 'ForgetAnnotation' | 'ForgetPersonalAnnotation' }>['data'];
type Said = Extract<AnnotationEvent, { type: 'AnnotationChanged' }>['data'];
/** An event about a thing, or about a person or what belongs to one. */
type Part = 'Changed' | 'PeriodClosed';

const { claimFinishMs, keysMax, periodMax } = annotationPolicy;

const personOf = (data: object): UserId | undefined => (data as { personId?: UserId }).personId;
const entityOf = ({ kind, entityId }: EntityOf) => ({ kind, entityId });

/** The reference of a user may name the person and is sealed; that of an order is a number of the books and outlives the buyer. */
const placed = (kind: EntityOf['kind'], text: string | null | undefined): Pick<Said, 'externalReference' | 'said'> =>
  typeof text !== 'string'
    ? { said: {} }
    : kind === 'user'
      ? { said: { externalReference: text } }
      : { externalReference: text, said: {} };

const eventOf = (part: Part, data: Said, personId: UserId | undefined): AnnotationEvent =>
  personId === undefined
    ? { type: `Annotation${part}`, data }
    : { type: `PersonalAnnotation${part}`, data: { ...data, personId } };

const withoutUndefined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

type Reference = Pick<Said, 'claim' | 'freed'>;
const referenceChange = (
  { externalReference, claim }: Change,
  { reference }: Annotation,
  now: Instant,
): Reference | Rejected<'ExternalReferenceNotClaimed'> => {
  if (externalReference === undefined || externalReference === (reference?.text ?? null)) return {};
  const freed = reference && { referenceId: reference.referenceId, claimedAt: reference.claimedAt };
  if (externalReference === null) return { claim: null, freed };
  // A claim that was not used in time may be somebody else's by now.
  if (claim === undefined || now >= instantAfter(claim.claimedAt, claimFinishMs.value))
    return reject('ExternalReferenceNotClaimed', 'The request took too long; send it again.');
  return { claim, freed: freed?.referenceId === claim.referenceId ? undefined : freed };
};

const isTooMuch = (metadata: Metadata): boolean => Object.keys(metadata).length > keysMax.value;

/** Everything that holds, in one event with which the stream begins anew. */
const closing = (data: Change, { reference, metadata, privateMetadata }: Annotation): AnnotationEvent => {
  const { said, ...rest } = placed(data.kind, reference?.text);
  const claim = reference && { referenceId: reference.referenceId, claimedAt: reference.claimedAt };
  return eventOf(
    'PeriodClosed',
    { ...entityOf(data), ...(claim && { claim }), ...rest, said: { ...said, metadata, privateMetadata } },
    personOf(data),
  );
};

const change = (data: Change, annotation: Annotation, now: Instant) => {
  const reference = referenceChange(data, annotation, now);
  if (isRejected(reference)) return reference;
  const metadata = effectiveIn(annotation.metadata, data.metadata);
  const privateMetadata = effectiveIn(annotation.privateMetadata, data.privateMetadata);
  if (reference.claim === undefined && metadata === undefined && privateMetadata === undefined) return [];
  if (
    isTooMuch(patched(annotation.metadata, metadata)) ||
    isTooMuch(patched(annotation.privateMetadata, privateMetadata))
  )
    return reject('InvalidMetadata', `Each map holds ${keysMax.value} keys; take some away by null first.`);
  const { said, ...text } = placed(data.kind, reference.claim === undefined ? undefined : data.externalReference);
  const changed = withoutUndefined({
    ...entityOf(data),
    ...reference,
    ...text,
    said: withoutUndefined({ ...said, metadata, privateMetadata }),
  });
  const event = eventOf('Changed', changed, personOf(data));
  return annotation.inPeriod >= periodMax.value ? [closing(data, annotation), event] : [event];
};

const forget = (data: Forget, { reference, isClosed, inPeriod }: Annotation): AnnotationEvent[] => {
  const isEmptyVariant = data.kind === 'variant' && reference === undefined && inPeriod === 0;
  if (isClosed || isEmptyVariant) return [];
  const freed = reference && { freed: { referenceId: reference.referenceId, claimedAt: reference.claimedAt } };
  const personId = personOf(data);
  const forgotten = { ...entityOf(data), ...freed };
  return personId === undefined
    ? [{ type: 'AnnotationForgotten', data: forgotten }]
    : [{ type: 'PersonalAnnotationForgotten', data: { ...forgotten, personId } }];
};

/** One decider for all kinds: whether the events are sealed follows from the command, which names the person or none. */
export const annotationDecider: Decider<Annotation, AnnotationCommand, AnnotationEvent, AnnotationRejection> = {
  initial: emptyAnnotation,
  evolve: evolveAnnotation,
  decide: ({ type, data }, annotation, now) => {
    if (type === 'ForgetAnnotation' || type === 'ForgetPersonalAnnotation') return forget(data, annotation);
    if (annotation.isClosed) return reject('AnnotatedEntityNotFound', 'It is no more.');
    return change(data, annotation, now);
  },
};
