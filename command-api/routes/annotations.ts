import { z } from 'zod';
import { annotatedEntity, entityExists } from '../../domains/annotated-entities.ts';
import {
  annotate,
  AnnotatedKind,
  AnnotationView,
  annotationView,
  EntityId,
  ExternalReference,
  MetadataPatch,
} from '../../domains/annotation/index.ts';
import { isRejected } from '../../domains/kernel/decider.ts';
import { Refusal, writeRoute } from '../../domains/kernel/routes.ts';

const Change = z
  .object({
    externalReference: ExternalReference.nullable().optional(),
    metadata: MetadataPatch.optional(),
    privateMetadata: MetadataPatch.optional(),
  })
  .refine((change) => Object.values(change).some((part) => part !== undefined), {
    message: 'must name externalReference, metadata or privateMetadata',
  });

export const annotationWrites = [
  writeRoute({
    method: 'PATCH',
    path: '/annotations/:kind/:entityId',
    tag: 'Annotations',
    summary:
      'Change the external reference and the metadata of an entity by a JSON merge patch: null takes a part away, what is not named stays',
    allow: ['vendor', 'support', 'admin', 'service'],
    params: z.object({ kind: AnnotatedKind, entityId: EntityId }),
    body: Change,
    reply: AnnotationView,
    refusals: ['AnnotatedEntityNotFound', 'AnnotationNotAllowed', 'ExternalReferenceTaken', 'InvalidMetadata'],
    run: async ({ params, body }, context) => {
      const found = await annotatedEntity(params, context);
      if (found === undefined) throw new Refusal('AnnotatedEntityNotFound', `There is no ${params.kind} with this id.`);
      const { personId, isStaff, mayWrite } = found;
      if (!mayWrite) throw new Refusal('AnnotationNotAllowed', 'This is annotated by others.');
      if (!isStaff && body.privateMetadata !== undefined)
        throw new Refusal('AnnotationNotAllowed', 'privateMetadata is for staff; use metadata.');
      const outcome = await annotate(context, { ...params, personId, change: body }, entityExists(context));
      if (isRejected(outcome)) throw new Refusal(outcome.rejected, outcome.detail);
      return annotationView(params, outcome.state, isStaff);
    },
  }),
];
