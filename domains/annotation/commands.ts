import { z } from 'zod';
import { UserId, type MessageOf } from '../../event-schemas/primitives.ts';
import { ExternalReference, MetadataPatch } from './content.ts';
import { one, ReferenceClaim } from './events.ts';

const change = {
  ...one,
  /** Null takes the reference away. */
  externalReference: ExternalReference.nullable().optional(),
  /** Of the reference, where it is another one than before. */
  claim: ReferenceClaim.optional(),
  metadata: MetadataPatch.optional(),
  privateMetadata: MetadataPatch.optional(),
};
const person = { personId: UserId };

export const annotationCommands = {
  ChangeAnnotation: z.object(change),
  ForgetAnnotation: z.object(one),
};
export const personalAnnotationCommands = {
  ChangePersonalAnnotation: z.object({ ...change, ...person }),
  ForgetPersonalAnnotation: z.object({ ...one, ...person }),
};
export type AnnotationCommand = MessageOf<typeof annotationCommands & typeof personalAnnotationCommands>;
