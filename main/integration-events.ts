import type { RecordedEvent } from '../domains/kernel/event-store.ts';
import type { AnnotationEvent } from '../domains/annotation/events.ts';
import type { ProductEvent } from '../domains/catalogue/product/events.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import type { PaymentEvent } from '../domains/payment/events.ts';
import type { AccountEvent } from '../domains/user/account/events.ts';
import {
  integrationSchemas,
  type AnnotationChanged,
  type IntegrationTopic,
  type OrderCreated,
  type PaymentCompleted,
  type ProductUpdated,
  type UserRegistered,
} from '../event-schemas/integration/index.ts';
import type { AnyMessage, Instant, Recorded } from '../event-schemas/primitives.ts';
import type { IntegrationSource } from '../infra/relay/integration.ts';

type Of<E extends AnyMessage, T extends E['type']> = Recorded<Extract<E, { type: T }>>;
type Made<D> = { readonly subject: string; readonly data: D };

const source = <E extends AnyMessage, D>(
  topic: IntegrationTopic,
  from: readonly E['type'][],
  make: (event: Recorded<E>) => Made<D>,
): IntegrationSource => {
  const { version, schema } = integrationSchemas[topic];
  return {
    topic,
    version,
    from,
    make: (event: RecordedEvent) => {
      const { subject, data } = make(event as Recorded<E>);
      return { subject, data: schema.parse(data) };
    },
  };
};

const orderCreated = ({ data }: Of<OrderEvent, 'OrderPlaced'>): Made<OrderCreated> => ({
  subject: data.orderId,
  data: {
    orderId: data.orderId,
    orderNumber: data.orderNumber,
    userId: data.userId,
    paymentId: data.paymentId,
    paymentMethod: data.paymentMethod,
    lines: data.lines.map(({ lineId, productId, variantId, vendorId, sku, quantity, totalPaise }) => ({
      lineId,
      productId,
      variantId,
      vendorId,
      sku,
      quantity,
      totalPaise,
    })),
    totalPaise: data.totalPaise,
    storeCreditPaise: data.storeCreditPaise ?? 0,
    externalReference: data.externalReference,
    currency: 'INR',
    placedAt: data.placedAt,
  },
});

const paymentCompleted = ({
  type,
  data,
  metadata,
}: Of<PaymentEvent, 'PaymentCaptured' | 'CashCollected'>): Made<PaymentCompleted> => ({
  subject: data.paymentId,
  data: {
    paymentId: data.paymentId,
    orderId: data.orderId,
    userId: data.userId,
    amountPaise: data.amountPaise,
    currency: 'INR',
    method: type === 'CashCollected' ? 'cash' : data.method,
    completedAt: type === 'CashCollected' ? metadata.recordedAt : data.capturedAt,
  },
});

const userRegistered = ({ data }: Of<AccountEvent, 'UserRegistered'>): Made<UserRegistered> => ({
  subject: data.userId,
  data: { userId: data.userId, roles: data.roles, registeredAt: data.registeredAt },
});

const CHANGES = {
  ProductCreated: 'created',
  ProductChanged: 'details',
  VariantAdded: 'variants',
  VariantChanged: 'variants',
  VariantRemoved: 'variants',
  VariantPriceChanged: 'price',
  ProductPublished: 'published',
  ProductUnpublished: 'unpublished',
  ProductArchived: 'archived',
} as const satisfies Partial<Record<ProductEvent['type'], ProductUpdated['change']>>;
type ProductChange = Extract<ProductEvent, { type: keyof typeof CHANGES }>;

const whatChanged = (event: ProductChange): Partial<ProductUpdated> => {
  switch (event.type) {
    case 'ProductCreated':
    case 'ProductChanged': {
      const { name, brand, categoryIds } = event.data.details;
      return { name, brand, categoryIds };
    }
    case 'VariantAdded':
    case 'VariantChanged': {
      const { variantId, pricePaise, mrpPaise } = event.data.variant;
      return { variantId, pricePaise, mrpPaise };
    }
    case 'VariantPriceChanged': {
      const { variantId, pricePaise, mrpPaise } = event.data;
      return { variantId, pricePaise, mrpPaise };
    }
    case 'VariantRemoved':
      return { variantId: event.data.variantId };
    default:
      return {};
  }
};

const productUpdated = (event: Recorded<ProductChange>): Made<ProductUpdated> => {
  const changedAt: Instant = event.metadata.recordedAt;
  const { productId } = event.data;
  return { subject: productId, data: { ...whatChanged(event), productId, change: CHANGES[event.type], changedAt } };
};

type Annotated = Of<AnnotationEvent, 'AnnotationChanged' | 'PersonalAnnotationChanged'>;
const annotationChanged = ({ type, data, metadata: { recordedAt } }: Annotated): Made<AnnotationChanged> => {
  const { kind, entityId, claim, externalReference } = data;
  const isKnown = claim !== undefined && kind !== 'user';
  const metadata = type === 'AnnotationChanged' ? data.said.metadata : undefined;
  return {
    subject: `${kind}.${entityId}`,
    data: {
      ...{ kind, entityId, changedAt: recordedAt },
      ...(isKnown ? { externalReference: externalReference ?? null } : {}),
      ...(metadata === undefined ? {} : { metadata }),
    },
  };
};

/** What outsiders are told, and which stored events say it. */
export const integrationSources: readonly IntegrationSource[] = [
  source('order.created', ['OrderPlaced'], orderCreated),
  source('payment.completed', ['PaymentCaptured', 'CashCollected'], paymentCompleted),
  source('user.registered', ['UserRegistered'], userRegistered),
  source('product.updated', Object.keys(CHANGES) as (keyof typeof CHANGES)[], productUpdated),
  source('annotation.changed', ['AnnotationChanged', 'PersonalAnnotationChanged'], annotationChanged),
];
