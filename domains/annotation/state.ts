import { patched, type Metadata } from './content.ts';
import type { AnnotationEvent, ReferenceClaim } from './events.ts';

/** What other systems wrote down about one entity. */
export type Annotation = {
  /** `text` is null once the person whom it named was erased. */
  readonly reference: (ReferenceClaim & { readonly text: string | null }) | undefined;
  readonly metadata: Metadata;
  readonly privateMetadata: Metadata;
  /** The entity is no more, and never comes back. */
  readonly isClosed: boolean;
  /** Events since the stream began anew. */
  readonly inPeriod: number;
};
export const emptyAnnotation: Annotation = {
  reference: undefined,
  metadata: {},
  privateMetadata: {},
  isClosed: false,
  inPeriod: 0,
};

type Said = Extract<
  AnnotationEvent,
  {
    type:
      'AnnotationChanged' | 'AnnotationPeriodClosed' | 'PersonalAnnotationChanged' | 'PersonalAnnotationPeriodClosed';
  }
>;
const withSaid = (annotation: Annotation, { claim, externalReference, said }: Said['data']): Annotation => ({
  ...annotation,
  reference:
    claim === undefined
      ? annotation.reference
      : claim === null
        ? undefined
        : { ...claim, text: externalReference ?? said?.externalReference ?? null },
  metadata: patched(annotation.metadata, said?.metadata),
  privateMetadata: patched(annotation.privateMetadata, said?.privateMetadata),
  inPeriod: annotation.inPeriod + 1,
});

/** Folds one event. A variant that was removed may be added again under its id; everything else is gone for good. */
export const evolveAnnotation = (annotation: Annotation, { type, data }: AnnotationEvent): Annotation => {
  switch (type) {
    case 'AnnotationChanged':
    case 'PersonalAnnotationChanged':
      return withSaid(annotation, data);
    case 'AnnotationPeriodClosed':
    case 'PersonalAnnotationPeriodClosed':
      return { ...withSaid(emptyAnnotation, data), inPeriod: 0 };
    case 'AnnotationForgotten':
    case 'PersonalAnnotationForgotten':
      return { ...emptyAnnotation, isClosed: data.kind !== 'variant', inPeriod: annotation.inPeriod + 1 };
  }
};
