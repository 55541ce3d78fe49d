import { defineAggregate, type Aggregate } from '../kernel/aggregate.ts';
import { annotationCommands, personalAnnotationCommands, type AnnotationCommand } from './commands.ts';
import { annotationDecider, type AnnotationRejection } from './decider.ts';
import { annotationEvents, annotationPersonal, personalAnnotationEvents, type AnnotationEvent } from './events.ts';
import { entityKeyOf, type AnnotatedKind } from './kinds.ts';
import type { Annotation } from './state.ts';

/** `annotation-<kind>.<entityId>`: the reference and the notes of other systems about one thing of the shop. */
export const annotation = defineAggregate({
  category: 'annotation',
  events: annotationEvents,
  commands: annotationCommands,
  streamId: ({ data }) => entityKeyOf(data),
  closing: 'AnnotationPeriodClosed',
  decider: annotationDecider,
});

/** `personalAnnotation-<kind>.<entityId>`: the same about a person or what belongs to one; each stream is about one person. */
export const personalAnnotation = defineAggregate({
  category: 'personalAnnotation',
  events: personalAnnotationEvents,
  personal: annotationPersonal,
  commands: personalAnnotationCommands,
  streamId: ({ data }) => entityKeyOf(data),
  closing: 'PersonalAnnotationPeriodClosed',
  decider: annotationDecider,
});

const PERSONAL: readonly AnnotatedKind[] = ['user', 'order', 'draft-order', 'payment', 'return'];
/** Where the annotations of a kind are kept. */
export const annotationsOf = (
  kind: AnnotatedKind,
): Aggregate<Annotation, AnnotationCommand, AnnotationEvent, AnnotationRejection> =>
  PERSONAL.includes(kind) ? personalAnnotation : annotation;
