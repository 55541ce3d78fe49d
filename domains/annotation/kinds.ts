import { z } from 'zod';

/** What of the shop other systems may have their own numbers and notes of. A promotion is a coupon that applies by itself. */
export const AnnotatedKind = z.enum([
  'user',
  'vendor',
  'category',
  'product',
  'variant',
  'coupon',
  'earning-rule',
  'order',
  'draft-order',
  'payment',
  'return',
]);
export type AnnotatedKind = z.infer<typeof AnnotatedKind>;

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** An id; of what is a part of something else the two ids, such as `<productId>.<variantId>`. */
export const EntityId = z
  .string()
  .toLowerCase()
  .regex(
    new RegExp(`^${UUID}(?:\\.${UUID})?$`),
    'must be an id, of variants productId.variantId and of returns orderId.returnId',
  );

export type EntityOf<K extends AnnotatedKind = AnnotatedKind> = { readonly kind: K; readonly entityId: string };

/** The name of the entity's stream, and of its row. */
export const entityKeyOf = ({ kind, entityId }: EntityOf): string => `${kind}.${entityId}`;
