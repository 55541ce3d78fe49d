import type { Instant } from '../../event-schemas/primitives.ts';
import type { Rejected } from '../kernel/decider.ts';
import type { Segment } from '../policy/loyalty.ts';
import type { BonusTerms, DiscountTerms } from '../pricing/index.ts';

/** What a cart needs to know of a product. Each API folds it from the log in its own way. */
export type ArticleFacts = {
  readonly productId: string;
  readonly variantId: string;
  readonly vendorId: string;
  readonly name: string;
  readonly brand: string;
  readonly slug: string;
  readonly sku: string;
  readonly size: string | undefined;
  readonly colour: string | undefined;
  readonly imageUrl: string | undefined;
  readonly categoryIds: readonly string[];
  readonly hsnCode: string;
  readonly pricePaise: number;
  readonly mrpPaise: number;
  /** Whether it may be bought now, apart from stock. */
  readonly isOnSale: boolean;
  /** Pieces that can be sold now, those included that are sold before they arrive. */
  readonly available: number;
  /** Of so many pieces: how many are still to come, and on which day, when it is known. */
  readonly backOrder: (quantity: number) => { readonly quantity: number; readonly promisedOn: string | undefined };
  /** Pieces that one order must and may have of it. */
  readonly quantityMin: number;
  readonly quantityMax: number;
};

export type CouponFacts = {
  readonly code: string;
  readonly terms: DiscountTerms & { readonly priority: number };
  /** Why it cannot be used now, undefined when it can. */
  readonly refuse: (asked: {
    readonly userId: string;
    readonly subtotalPaise: number;
    readonly discountPaise: number;
    readonly now: Instant;
    readonly segments?: readonly Segment[];
  }) => Rejected | undefined;
};

/** The facts of other domains, read from the log. */
export type ShopFacts = {
  /** Undefined for a product or variant that does not exist. */
  article(productId: string, variantId: string, now: Instant): Promise<ArticleFacts | undefined>;
  /** Undefined for a coupon that does not exist (any more). */
  coupon(couponId: string): Promise<CouponFacts | undefined>;
  promotionIds(): Promise<readonly string[]>;
  /** Coins that can be spent now; what open orders hold is not among them. */
  spendableCoins(userId: string, now: Instant): Promise<number>;
  /** Paise of store credit that can be spent now. */
  storeCredit(userId: string, now: Instant): Promise<number>;
  /** The PIN code of the buyer's usual address; undefined for somebody without one. */
  postalCode(userId: string): Promise<string | undefined>;
  /** The groups of buyers that the person belongs to now. */
  segments(userId: string, now: Instant): Promise<readonly Segment[]>;
  /** The rules by which buyers of these groups earn more coins than usual now. */
  earningRules(segments: readonly Segment[], now: Instant): Promise<readonly BonusTerms[]>;
};
