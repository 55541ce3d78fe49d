import { UserId } from '../../event-schemas/primitives.ts';
import type { AnnotationCommand } from './commands.ts';
import type { AnnotationEvent } from './events.ts';
import type { EntityOf } from './kinds.ts';

export const NOW = '2026-01-31T10:00:00.000Z';
export const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const product: EntityOf = { kind: 'product', entityId: id(1) };
export const personId = UserId.parse(id(2));
export const user: EntityOf = { kind: 'user', entityId: personId };
export const order: EntityOf = { kind: 'order', entityId: id(3) };
export const claim = (n: number, claimedAt = NOW) => ({ referenceId: id(n), claimedAt });

type Change = Partial<Extract<AnnotationCommand, { type: 'ChangeAnnotation' }>['data']>;
export const change = (given: Change, entity = product): AnnotationCommand => ({
  type: 'ChangeAnnotation',
  data: { ...entity, ...given },
});
export const changeOf = (entity: EntityOf, given: Change): AnnotationCommand => ({
  type: 'ChangePersonalAnnotation',
  data: { ...entity, ...given, personId },
});
type Changed = Partial<Extract<AnnotationEvent, { type: 'AnnotationChanged' }>['data']>;
export const changed = (given: Changed, entity = product): AnnotationEvent => ({
  type: 'AnnotationChanged',
  data: { ...entity, said: {}, ...given },
});
export const changedOf = (entity: EntityOf, given: Changed): AnnotationEvent => ({
  type: 'PersonalAnnotationChanged',
  data: { ...entity, said: {}, ...given, personId },
});
