import { z } from 'zod';
import { Id, Instant, UserId, personal, type MessageOf } from '../../../event-schemas/primitives.ts';
import type { PersonalFields } from '../../kernel/aggregate.ts';
import { GatewayId } from '../events.ts';

export const PolicyVersion = z.string().min(1).max(40);
/** A token and what a card is known by. The card's own number is nowhere, as the rules for cards on file demand. */
export const CardDetails = z.object({
  customerId: GatewayId,
  tokenId: GatewayId,
  last4: z.string().regex(/^\d{4}$/),
  network: z.string().max(40).optional(),
  issuer: z.string().max(60).optional(),
  cardType: z.string().max(40).optional(),
  expiresAt: Instant.optional(),
  status: z.enum(['pending', 'active', 'suspended', 'deactivated']),
});
export type CardDetails = z.infer<typeof CardDetails>;

const person = { userId: UserId };
const method = { ...person, methodId: Id };
export const savedMethodEvents = {
  /** The owner agreed, under this version of our terms, that cards are kept when they tick it at the gateway. */
  CardSavingConsented: z.object({ ...person, consentId: Id, policyVersion: PolicyVersion, consentedAt: Instant }),
  CardSavingConsentWithdrawn: z.object({ ...person, withdrawnAt: Instant }),
  GatewayCustomerAssigned: z.object({ ...person, customerId: personal(GatewayId) }),
  /** The gateway is to be asked what it keeps: after a card was saved, or when it told of a change. */
  SavedMethodsCheckRequested: z.object({ ...person, checkId: Id }),
  SavedMethodAdded: z.object({ ...method, details: personal(CardDetails), addedAt: Instant }),
  SavedMethodChanged: z.object({ ...method, details: personal(CardDetails) }),
  /** The gateway does not keep it any more, without us. */
  SavedMethodLost: z.object(method),
  SavedMethodDeletionRequested: z.object({ ...method, requestedAt: Instant }),
  SavedMethodDeleted: z.object(method),
  /** All cards of the person go, because their account does: `causeId` tells one occasion from another. */
  SavedMethodsForgettingBegan: z.object({ ...person, causeId: Id }),
  /** The gateway keeps nothing of the person any more that we know of. */
  SavedMethodsForgotten: z.object({ ...person, causeId: Id }),
  DefaultSavedMethodChosen: z.object(method),
};
export type SavedMethodEvent = MessageOf<typeof savedMethodEvents>;

const sealed = (...fields: string[]): PersonalFields => ({ subject: 'userId', fields });
export const savedMethodPersonal = {
  GatewayCustomerAssigned: sealed('customerId'),
  SavedMethodAdded: sealed('details'),
  SavedMethodChanged: sealed('details'),
};

/** Whose a customer of the gateway is: its reports know only its own ids. */
export const gatewayCustomerEvents = {
  GatewayCustomerLinked: z.object({ linkId: Id, userId: UserId }),
};
export type GatewayCustomerEvent = MessageOf<typeof gatewayCustomerEvents>;
