import { z } from 'zod';
import { Id, Instant, PaymentId, UserId } from '../../../event-schemas/primitives.ts';
import { readRoute, Refusal, writeRoute } from '../../kernel/routes.ts';
import { paymentPolicy } from '../../policy/payment.ts';
import { Money, money } from '../../pricing/index.ts';
import { payment } from '../aggregate.ts';
import { savedMethods } from './aggregate.ts';
import { PolicyVersion } from './events.ts';
import { defaultOf, type SavedMethods } from './state.ts';

const MethodView = z.object({
  id: Id,
  kind: z.literal('card'),
  /** Of a network token they may differ from the card's own. */
  last4: z.string(),
  network: z.string().nullable(),
  issuer: z.string().nullable(),
  cardType: z.string().nullable(),
  expiresAt: Instant.nullable(),
  /** Only an active one can be paid with; `deleting` goes as soon as the gateway has agreed. */
  status: z.enum(['pending', 'active', 'suspended', 'deactivated', 'expired', 'deleting']),
  isDefault: z.boolean(),
  addedAt: Instant,
});
const ListView = z.object({
  methods: z.array(MethodView),
  /** To what the person agreed, and when; null when cards are not to be kept. */
  consent: z.object({ policyVersion: z.string(), at: Instant }).nullable(),
  /** The terms that hold now. */
  policyVersion: z.string(),
});

const listView = (state: SavedMethods, now: Instant): z.infer<typeof ListView> => {
  const defaultId = defaultOf(state);
  return {
    methods: state.methods.map(({ methodId, details, addedAt, deleting }) => {
      const { last4, network = null, issuer = null, cardType = null, expiresAt = null } = details;
      const isOver = expiresAt !== null && expiresAt <= now;
      const status = deleting ? 'deleting' : isOver ? 'expired' : details.status;
      const isDefault = methodId === defaultId && status === 'active';
      return { id: methodId, kind: 'card', last4, network, issuer, cardType, expiresAt, status, isDefault, addedAt };
    }),
    consent: state.consent === undefined ? null : { policyVersion: state.consent.policyVersion, at: state.consent.at },
    policyVersion: paymentPolicy.cardSaving.value.policyVersion,
  };
};

const Owner = z.object({ userId: UserId });
const One = Owner.extend({ methodId: Id });
const own = { tag: 'Payments', allow: ['customer', 'reseller'], owner: 'userId', reply: ListView } as const;

export const savedMethodWrites = [
  writeRoute({
    ...own,
    method: 'PUT',
    path: '/saved-methods/:userId/consent',
    summary: 'Agree that cards are kept at the gateway when one is paid with and the box is ticked there',
    params: Owner,
    body: z.object({ policyVersion: PolicyVersion }),
    refusals: ['ConsentNotCurrent'],
    run: async ({ params: { userId }, body: { policyVersion } }, context) => {
      const data = { userId, consentId: context.newId('consent'), policyVersion };
      const { state } = await context.send(savedMethods, { type: 'ConsentToCardSaving', data });
      return listView(state, context.now);
    },
  }),
  writeRoute({
    ...own,
    method: 'DELETE',
    path: '/saved-methods/:userId/consent',
    summary: 'No further card is kept; those that are kept stay until they are deleted',
    params: Owner,
    run: async ({ params: { userId } }, context) => {
      const command = { type: 'WithdrawCardSavingConsent' as const, data: { userId } };
      return listView((await context.send(savedMethods, command)).state, context.now);
    },
  }),
  writeRoute({
    ...own,
    method: 'PUT',
    path: '/saved-methods/:userId/:methodId/default',
    summary: 'The card that a checkout offers first',
    params: One,
    refusals: ['SavedMethodNotFound', 'SavedMethodNotUsable'],
    run: async ({ params: data }, context) => {
      const { state } = await context.send(savedMethods, { type: 'ChooseDefaultSavedMethod', data });
      return listView(state, context.now);
    },
  }),
  writeRoute({
    ...own,
    method: 'DELETE',
    path: '/saved-methods/:userId/:methodId',
    summary: 'Delete a card, at the gateway too; it cannot be paid with from now on',
    params: One,
    refusals: ['SavedMethodNotFound'],
    run: async ({ params: data }, context) => {
      const { state } = await context.send(savedMethods, { type: 'DeleteSavedMethod', data });
      return listView(state, context.now);
    },
  }),
];

const Checkout = z.object({
  paymentId: Id,
  gatewayOrderId: z.string(),
  amount: Money,
  /** For the gateway's checkout: it shows the cards of this customer. Null for somebody who never agreed. */
  customerId: z.string().nullable(),
  /** Whether the checkout may offer to keep the card. */
  save: z.boolean(),
  savedMethods: z.array(MethodView),
});

export const savedMethodReads = [
  readRoute({
    ...own,
    path: '/saved-methods/:userId',
    summary: 'The cards of a person that the gateway keeps, and the consent to it',
    params: Owner,
    projections: [],
    run: async ({ params: { userId } }, context) =>
      listView((await context.facts(savedMethods, userId)).state, context.now),
  }),
  readRoute({
    path: '/payments/:id/checkout',
    tag: 'Payments',
    allow: ['customer', 'reseller'],
    summary: "What the gateway's checkout is opened with, and the saved cards that can be paid with now",
    params: z.object({ id: PaymentId }),
    reply: Checkout,
    projections: [],
    run: async ({ params: { id } }, context) => {
      const paid = (await context.facts(payment, id)).state;
      if (paid === undefined || paid.userId !== context.caller?.userId) throw new Refusal('PaymentNotFound');
      if (paid.status !== 'open' || paid.gatewayOrderId === undefined)
        throw new Refusal('PaymentNotOpen', `The payment is ${paid.status}; there is nothing to pay now.`);
      const { state } = await context.facts(savedMethods, paid.userId);
      const { methods, consent, policyVersion } = listView(state, context.now);
      const customerId = state.customerId ?? null;
      return {
        ...{ paymentId: id, gatewayOrderId: paid.gatewayOrderId, amount: money(paid.amountPaise), customerId },
        save: customerId !== null && consent?.policyVersion === policyVersion,
        savedMethods: methods.filter(({ status }) => status === 'active'),
      };
    },
  }),
];
