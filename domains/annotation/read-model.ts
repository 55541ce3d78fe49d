import type { Recorded } from '../../event-schemas/primitives.ts';
import { defineProjection } from '../kernel/projection.ts';
import type { Metadata } from './content.ts';
import type { AnnotationEvent } from './events.ts';
import { entityKeyOf } from './kinds.ts';
import { emptyAnnotation, evolveAnnotation } from './state.ts';

export type AnnotationRow = {
  readonly annotation_key: string;
  readonly kind: string;
  readonly entity_id: string;
  /** Of users, whom it may name, never. */
  readonly external_reference: string | null;
  /** Of persons and what belongs to them the keys only, each with an empty text. */
  readonly metadata: Metadata;
  readonly private_metadata: Metadata;
  /** Log position of the last change, which is unique. */
  readonly changed: number;
};

const shown = ({ type }: AnnotationEvent, metadata: Metadata): Metadata =>
  type.startsWith('Personal') ? Object.fromEntries(Object.keys(metadata).map((key) => [key, ''])) : metadata;

const evolve = (row: AnnotationRow | undefined, event: Recorded<AnnotationEvent>): AnnotationRow | undefined => {
  const { type, data } = event;
  if (type === 'AnnotationForgotten' || type === 'PersonalAnnotationForgotten') return undefined;
  const before = { metadata: row?.metadata ?? {}, privateMetadata: row?.private_metadata ?? {} };
  const { metadata, privateMetadata } = evolveAnnotation({ ...emptyAnnotation, ...before }, event);
  return {
    annotation_key: entityKeyOf(data),
    kind: data.kind,
    entity_id: data.entityId,
    external_reference: data.claim === undefined ? (row?.external_reference ?? null) : (data.externalReference ?? null),
    metadata: shown(event, metadata),
    private_metadata: shown(event, privateMetadata),
    changed: Number(event.position),
  };
};

/** What other systems wrote down, to be looked for by key and value; what is shown of it is folded from the log. */
export const annotationProjection = defineProjection<AnnotationEvent, AnnotationRow>({
  service: 'annotations',
  name: 'annotation',
  version: 2,
  columns: {
    annotation_key: 'text',
    kind: 'text',
    entity_id: 'text',
    external_reference: 'text',
    metadata: 'jsonb',
    private_metadata: 'jsonb',
    changed: 'bigint',
  },
  key: 'annotation_key',
  indexes: ['(kind, changed)', 'using gin (metadata)', 'using gin (private_metadata)'],
  handles: [
    'AnnotationChanged',
    'AnnotationPeriodClosed',
    'AnnotationForgotten',
    'PersonalAnnotationChanged',
    'PersonalAnnotationPeriodClosed',
    'PersonalAnnotationForgotten',
  ],
  keysOf: ({ data }) => [entityKeyOf(data)],
  evolve,
});
