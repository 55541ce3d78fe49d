import { z } from 'zod';
import { Metadata } from './content.ts';
import { AnnotatedKind, type EntityOf } from './kinds.ts';
import type { Annotation } from './state.ts';

export const AnnotationView = z.object({
  kind: AnnotatedKind,
  entityId: z.string(),
  externalReference: z.string().nullable(),
  metadata: Metadata,
  privateMetadata: Metadata.optional().describe('For staff and services only'),
});

/** What others may see of an annotation; the private part only where `isStaff`. */
export const annotationView = (
  { kind, entityId }: EntityOf,
  { reference, metadata, privateMetadata }: Annotation,
  isStaff: boolean,
): z.infer<typeof AnnotationView> => ({
  kind,
  entityId,
  externalReference: reference?.text ?? null,
  metadata: { ...metadata },
  ...(isStaff ? { privateMetadata: { ...privateMetadata } } : {}),
});
