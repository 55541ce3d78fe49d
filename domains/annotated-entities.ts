import { UserId } from '../event-schemas/primitives.ts';
import type { AnnotatedKind, EntityOf } from './annotation/index.ts';
import { category, CATEGORY_TREE, isVisible, product, variantOf, vendor } from './catalogue/index.ts';
import { coupon } from './coupon/index.ts';
import { earningRule } from './earning/index.ts';
import type { Caller, Role, WriteContext } from './kernel/routes.ts';
import { draftOrder, order } from './order/index.ts';
import { payment } from './payment/index.ts';
import { account, actsFor } from './user/index.ts';

type Context = { readonly caller: Caller | undefined; readonly now: string } & Pick<WriteContext, 'facts'>;

/** What is known of an entity, for what may be seen and said of it. */
type Known = {
  /** Whose data its annotations are. */
  readonly personId?: UserId;
  /** Everybody sees it, and so what is publicly said of it. */
  readonly isPublic?: boolean;
  /** The seller to whom it belongs, who may annotate it. */
  readonly vendorId?: string;
  /** The buyer may read what is publicly said of it. */
  readonly isBuyers?: boolean;
};
type Look = (id: string, context: Context, partId: string | undefined) => Promise<Known | undefined>;

const ofProduct: Look = async (id, context) => {
  const { state } = await context.facts(product, id);
  if (state === undefined || state.status === 'archived') return undefined;
  return { vendorId: state.vendorId, isPublic: isVisible(state, context.now) };
};

const LOOKS: Readonly<Record<AnnotatedKind, Look>> = {
  user: async (id, { facts }) => {
    const { state } = await facts(account, id);
    return state === undefined || state.status === 'erased' ? undefined : { personId: state.userId };
  },
  vendor: async (id, { facts }) =>
    (await facts(vendor, id)).state === undefined ? undefined : { vendorId: id, isPublic: true },
  category: async (id, { facts }) =>
    (await facts(category, CATEGORY_TREE)).state.categories[id] === undefined ? undefined : { isPublic: true },
  product: ofProduct,
  variant: async (id, context, variantId = '') => {
    const { state } = await context.facts(product, id);
    return variantOf(state, variantId) === undefined ? undefined : ofProduct(id, context, undefined);
  },
  coupon: async (id, { facts }) => {
    const { terms, retired } = (await facts(coupon, id)).state;
    return terms === undefined || retired ? undefined : {};
  },
  'earning-rule': async (id, { facts }) => ((await facts(earningRule, id)).state.status === 'unknown' ? undefined : {}),
  order: async (id, { facts }) => {
    const { state } = await facts(order, id);
    return state && { personId: state.userId, isBuyers: true };
  },
  'draft-order': async (id, { facts }) => {
    const { state } = await facts(draftOrder, id);
    return state && { personId: state.userId };
  },
  payment: async (id, { facts }) => {
    const { state } = await facts(payment, id);
    return state && { personId: state.userId, isBuyers: true };
  },
  return: async (id, { facts }, returnId) => {
    const { state } = await facts(order, id);
    const isKnown = state?.returns.some((one) => one.returnId === returnId) === true;
    return isKnown ? { personId: UserId.parse(state.userId), isBuyers: true } : undefined;
  },
};

/** Kinds whose id has two parts. */
const PARTS: readonly AnnotatedKind[] = ['variant', 'return'];
const look = ({ kind, entityId }: EntityOf, context: Context): Promise<Known | undefined> => {
  const [id = '', partId] = entityId.split('.');
  return PARTS.includes(kind) === (partId !== undefined)
    ? LOOKS[kind](id, context, partId)
    : Promise.resolve(undefined);
};

/** Who of the staff may annotate: the shop's own things are for admins, what people bring up for support too. */
const SUPPORTED: readonly AnnotatedKind[] = ['user', 'order', 'draft-order', 'payment', 'return'];
const STAFF: readonly Role[] = ['admin', 'support', 'service'];
const hasRole = ({ caller }: Context, roles: readonly Role[]): boolean =>
  caller?.roles.some((role) => roles.includes(role)) === true;

const ownsVendor = async (vendorId: string | undefined, { caller, facts }: Context): Promise<boolean> => {
  if (vendorId === undefined || caller === undefined || !caller.roles.includes('vendor')) return false;
  const { state } = await facts(vendor, vendorId);
  return state?.ownerUserId === caller.userId && !state.suspended;
};

/** An entity as the caller may deal with its annotations. */
export type AnnotatedEntity = {
  readonly personId: UserId | undefined;
  /** Reads and writes what is private, too. */
  readonly isStaff: boolean;
  readonly mayWrite: boolean;
};

/** Undefined when there is no such entity, or the caller may know nothing of it. */
export const annotatedEntity = async (entity: EntityOf, context: Context): Promise<AnnotatedEntity | undefined> => {
  const known = await look(entity, context);
  if (known === undefined) return undefined;
  const { personId, isPublic = false, vendorId, isBuyers = false } = known;
  const isStaff = hasRole(context, STAFF);
  const ownsIt = !isStaff && (await ownsVendor(vendorId, context));
  const isBuyer = isBuyers && personId !== undefined && (await actsFor(context, personId));
  if (!isStaff && !ownsIt && !isBuyer && !isPublic) return undefined;
  const writers: readonly Role[] = SUPPORTED.includes(entity.kind) ? STAFF : ['admin', 'service'];
  return { personId, isStaff, mayWrite: ownsIt || hasRole(context, writers) };
};

/** Whether it exists, whoever asks. */
export const entityExists =
  (context: Pick<Context, 'facts'>) =>
  async (entity: EntityOf): Promise<boolean> =>
    (await look(entity, { caller: undefined, now: '', facts: context.facts })) !== undefined;
