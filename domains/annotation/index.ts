import type { Domain } from '../kernel/aggregate.ts';
import { annotation, personalAnnotation } from './aggregate.ts';
import { annotationProjection } from './read-model.ts';
import { externalReference } from './reference/aggregate.ts';

export { annotationsOf } from './aggregate.ts';
export { annotate, type Annotated } from './annotate.ts';
export { ExternalReference, MetadataKey, MetadataPatch, MetadataValue } from './content.ts';
export { AnnotatedKind, EntityId, entityKeyOf, type EntityOf } from './kinds.ts';
export { externalReference, referenceIdOf } from './reference/aggregate.ts';
export type { AnnotationRow } from './read-model.ts';
export { AnnotationView, annotationView } from './view.ts';
/** References and notes of other systems, about whatever the shop has; routes are where the things themselves are known. */
export const annotationDomain: Domain = {
  name: 'annotation',
  aggregates: [annotation, personalAnnotation, externalReference],
  projections: [annotationProjection],
  writes: [],
  reads: [],
};
