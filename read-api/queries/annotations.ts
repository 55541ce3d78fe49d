import { z } from 'zod';
import { annotatedEntity } from '../../domains/annotated-entities.ts';
import {
  AnnotatedKind,
  annotationsOf,
  AnnotationView,
  annotationView,
  EntityId,
  entityKeyOf,
  ExternalReference,
  externalReference,
  MetadataKey,
  MetadataValue,
  referenceIdOf,
  type AnnotationRow,
  type EntityOf,
} from '../../domains/annotation/index.ts';
import { sql } from '../../domains/kernel/projection.ts';
import { readRoute, type ReadContext } from '../../domains/kernel/routes.ts';
import { annotationPolicy } from '../../domains/policy/annotation.ts';

const { batchMax, pageMax } = annotationPolicy;
const route = { tag: 'Annotations', projections: [] } as const;
const Kind = z.object({ kind: AnnotatedKind });
const Ids = z
  .string()
  .transform((ids) => ids.split(','))
  .pipe(z.array(EntityId).min(1).max(batchMax.value));

type View = z.infer<typeof AnnotationView>;
/** Folded from the log, where erasing a person erases what is said of them. */
const viewOf = async (entity: EntityOf, context: ReadContext, isStaff: boolean): Promise<View> =>
  annotationView(entity, (await context.facts(annotationsOf(entity.kind), entityKeyOf(entity))).state, isStaff);

const shown = async (entity: EntityOf, context: ReadContext): Promise<View | undefined> => {
  const found = await annotatedEntity(entity, context);
  return found && viewOf(entity, context, found.isStaff);
};

/** Of which entity this is the reference; undefined when it is nobody's, or of one that the caller may not annotate. */
const entityOf = async (
  { kind, reference }: { readonly kind: AnnotatedKind; readonly reference: string },
  context: ReadContext,
): Promise<View | undefined> => {
  const referenceId = referenceIdOf(context.ports.secrets, kind, reference);
  const { state: holder } = await context.facts(externalReference, referenceId);
  if (holder === undefined) return undefined;
  const entity = { kind, entityId: holder.entityId };
  const found = await annotatedEntity(entity, context);
  if (found === undefined || (!found.isStaff && !found.mayWrite)) return undefined;
  const { state } = await context.facts(annotationsOf(kind), entityKeyOf(entity));
  // Claimed for a change that failed, or left behind by one.
  if (state.reference?.referenceId !== referenceId) return undefined;
  return annotationView(entity, state, found.isStaff);
};

export const annotationReads = [
  readRoute({
    ...route,
    path: '/annotations/:kind/:entityId',
    summary: 'The external reference and the metadata of an entity; private metadata for staff only',
    allow: ['public'],
    params: Kind.extend({ entityId: EntityId }),
    reply: AnnotationView,
    run: ({ params }, context) => shown(params, context),
  }),
  readRoute({
    ...route,
    path: '/annotations/:kind',
    summary: `The same of up to ${batchMax.value} entities, in the order of their ids; those that the caller may not see are left out`,
    allow: ['public'],
    params: Kind,
    query: z.object({ ids: Ids }),
    reply: z.object({ annotations: z.array(AnnotationView) }),
    run: async ({ params: { kind }, query: { ids } }, context) => {
      const all = await Promise.all([...new Set(ids)].map((entityId) => shown({ kind, entityId }, context)));
      return { annotations: all.filter((view) => view !== undefined) };
    },
  }),
  readRoute({
    ...route,
    path: '/annotations/:kind/search',
    summary:
      'Annotated entities of a kind, those first whose annotations changed longest ago; by key and value if named',
    allow: ['support', 'admin', 'service'],
    params: Kind,
    query: z
      .object({
        key: MetadataKey.optional(),
        value: MetadataValue.optional(),
        /** The `next` of an earlier page. */
        after: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(pageMax.value).default(batchMax.value),
      })
      .refine(({ key, value }) => value === undefined || key !== undefined, {
        path: ['key'],
        message: 'names the value',
      }),
    reply: z.object({ annotations: z.array(AnnotationView), next: z.int() }),
    projections: ['annotation'],
    run: async ({ params: { kind }, query: { key = null, value = null, after, limit } }, context) => {
      const pair = key === null || value === null ? null : JSON.stringify({ [key]: value });
      const rows = await context.query<Pick<AnnotationRow, 'entity_id' | 'changed'>>(
        sql`select entity_id, changed from annotations.annotation
          where kind = ${kind} and changed > ${after}
            and (${key}::text is null or metadata ? ${key} or private_metadata ? ${key})
            and (${pair}::jsonb is null or metadata @> ${pair}::jsonb or private_metadata @> ${pair}::jsonb)
          order by changed limit ${limit}`,
      );
      const views = rows.map(({ entity_id: entityId }) => shown({ kind, entityId }, context));
      const annotations = (await Promise.all(views)).filter((view) => view !== undefined);
      return { annotations, next: rows.at(-1)?.changed ?? after };
    },
  }),
  readRoute({
    ...route,
    path: '/references/:kind/:reference',
    summary: 'The entity that has an external reference, for staff and for the seller whose it is',
    allow: ['vendor', 'support', 'admin', 'service'],
    params: Kind.extend({ reference: ExternalReference }),
    reply: AnnotationView,
    run: ({ params }, context) => entityOf(params, context),
  }),
];
