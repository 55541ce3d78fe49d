import type { AnnotationEvent, ReferenceClaim } from '../../domains/annotation/events.ts';
import type { AnnotationCommand } from '../../domains/annotation/commands.ts';
import type { AnnotatedKind, EntityOf } from '../../domains/annotation/kinds.ts';
import type { ReferenceCommand } from '../../domains/annotation/reference/commands.ts';
import type { CategoryEvent } from '../../domains/catalogue/category/events.ts';
import { product } from '../../domains/catalogue/product/aggregate.ts';
import type { ProductEvent } from '../../domains/catalogue/product/events.ts';
import type { CouponEvent } from '../../domains/coupon/events.ts';
import type { Reactor, ReactorContext } from '../../domains/kernel/reactor.ts';
import type { OrderEvent } from '../../domains/order/events.ts';
import type { AccountEvent } from '../../domains/user/account/events.ts';

type Freeing = Extract<AnnotationEvent, { data: { freed?: ReferenceClaim | undefined } }>;

/** Gives a reference free that its entity does not have any more. */
export const freeReferences: Reactor = {
  name: 'freeReferences',
  handles: ['AnnotationChanged', 'AnnotationForgotten', 'PersonalAnnotationChanged', 'PersonalAnnotationForgotten'],
  react: async (event, context) => {
    const { kind, entityId, freed } = event.data as Freeing['data'];
    if (freed === undefined) return;
    const command: ReferenceCommand = { type: 'ReleaseExternalReference', data: { kind, entityId, ...freed } };
    await context.send(command);
  },
};

type Ended =
  | Extract<AccountEvent, { type: 'AccountErased' }>
  | Extract<CategoryEvent, { type: 'CategoryRemoved' }>
  | Extract<ProductEvent, { type: 'ProductArchived' | 'VariantRemoved' }>
  | Extract<CouponEvent, { type: 'CouponRetired' }>
  | Extract<OrderEvent, { type: 'OrderRejected' | 'OrderExpired' }>;

const forgetThing = (context: ReactorContext, kind: AnnotatedKind, entityId: string): Promise<unknown> => {
  const entity: EntityOf = { kind, entityId };
  const command: AnnotationCommand = { type: 'ForgetAnnotation', data: entity };
  return context.send(command, `${kind} ${entityId}`);
};

/** Forgets what was said of an entity that is no more. An order that came to nothing leaves its reference to the next try. */
export const forgetAnnotations: Reactor = {
  name: 'forgetAnnotations',
  handles: [
    'AccountErased',
    'CategoryRemoved',
    'ProductArchived',
    'VariantRemoved',
    'CouponRetired',
    'OrderRejected',
    'OrderExpired',
  ],
  react: async (event, context) => {
    const { type, data } = event as unknown as Ended;
    switch (type) {
      case 'AccountErased': {
        const { userId } = data;
        const forget = { kind: 'user', entityId: userId, personId: userId } as const;
        const command: AnnotationCommand = { type: 'ForgetPersonalAnnotation', data: forget };
        await context.send(command);
        return;
      }
      case 'CategoryRemoved':
        await forgetThing(context, 'category', data.categoryId);
        return;
      case 'CouponRetired':
        await forgetThing(context, 'coupon', data.couponId);
        return;
      case 'VariantRemoved':
        await forgetThing(context, 'variant', `${data.productId}.${data.variantId}`);
        return;
      case 'ProductArchived': {
        const { state } = await context.facts(product, data.productId);
        for (const { variantId } of state?.variants ?? [])
          await forgetThing(context, 'variant', `${data.productId}.${variantId}`);
        await forgetThing(context, 'product', data.productId);
        return;
      }
      case 'OrderRejected':
      case 'OrderExpired': {
        const { orderId: entityId, userId: personId } = data;
        const change = { kind: 'order', entityId, personId, externalReference: null } as const;
        const command: AnnotationCommand = { type: 'ChangePersonalAnnotation', data: change };
        await context.send(command);
      }
    }
  },
};
