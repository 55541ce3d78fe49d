import { couponApproval, couponBatch } from '../policy/coupon.ts';
import { reject, sameData, type Rejected } from '../kernel/decider.ts';
import type { CouponCommand } from './commands.ts';
import type { CouponEvent, CouponTerms } from './events.ts';
import { exposurePaise } from './exposure.ts';
import type { Coupon } from './state.ts';

export type ApprovalRefusal = 'CouponNotFound' | 'CouponNeedsAnotherApprover' | 'CouponNotSubmitted';
type Approve = Extract<CouponCommand, { type: 'ApproveCoupon' }>['data'];
type Submitted = Extract<CouponEvent, { type: 'CouponSubmitted' }>;

/**
 * The terms that take force when a person asks for these, and what is submitted for them: a coupon that may
 * cost more than the policy's limit stays inactive until somebody else has approved exactly these terms. The shop's own programs
 * have no author and no limit.
 */
export const termsInForce = (
  coupon: Coupon,
  { couponId, terms, authorId }: Extract<CouponCommand, { type: 'ChangeCoupon' }>['data'],
): { readonly terms: CouponTerms; readonly submitted: readonly Submitted[] } => {
  // One code of a batch stands for all of them: they can be changed one by one.
  const codes = terms.batchId === undefined ? 1 : couponBatch.value.codesMax;
  const isLarge = codes * exposurePaise(terms) > couponApproval.value.budgetMaxPaise;
  const isKnown = sameData(coupon.approved, terms) || sameData(coupon.terms, terms);
  if (authorId === undefined || !isLarge || !terms.active || isKnown) return { terms, submitted: [] };
  const data = { couponId, authorId, terms };
  return { terms: { ...terms, active: false }, submitted: [{ type: 'CouponSubmitted', data }] };
};

/** The second person's word; a repeat of it changes nothing. */
export const approve = (
  { couponId, approverId }: Approve,
  coupon: Coupon,
): readonly CouponEvent[] | Rejected<ApprovalRefusal> => {
  if (coupon.terms === undefined || coupon.retired) return reject('CouponNotFound');
  if (coupon.submitted === undefined)
    return coupon.approved === undefined
      ? reject('CouponNotSubmitted', 'These terms need no approval, or were changed since; look at them again.')
      : [];
  const { authorId, terms } = coupon.submitted;
  if (authorId === approverId)
    return reject('CouponNeedsAnotherApprover', 'Another admin than the author has to approve this coupon.');
  return [
    { type: 'CouponApproved', data: { couponId, approverId, authorId } },
    { type: 'CouponChanged', data: { couponId, terms } },
  ];
};
