import { z } from 'zod';
import { Id, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { paymentPolicy } from '../../policy/payment.ts';
import { GatewayId } from '../events.ts';
import { CardDetails, PolicyVersion } from './events.ts';

const person = { userId: UserId };
const method = { ...person, methodId: Id };
export const savedMethodCommands = {
  /** To the terms that hold now; older ones are refused, since nobody was shown them. */
  ConsentToCardSaving: z.object({ ...person, consentId: Id, policyVersion: PolicyVersion }),
  WithdrawCardSavingConsent: z.object(person),
  AssignGatewayCustomer: z.object({ ...person, customerId: GatewayId }),
  RequestSavedMethodsCheck: z.object({ ...person, checkId: Id }),
  /** Everything that the gateway keeps for the person now. */
  ReportSavedMethods: z.object({
    ...person,
    methods: z.array(z.object({ methodId: Id, details: CardDetails })).max(paymentPolicy.cardSaving.value.reportedMax),
  }),
  ChooseDefaultSavedMethod: z.object(method),
  DeleteSavedMethod: z.object(method),
  /** Deletes everything at the gateway, as long as the ids can still be read. */
  ForgetSavedMethods: z.object({ ...person, causeId: Id }),
  ReportSavedMethodDeleted: z.object(method),
};
export type SavedMethodCommand = MessageOf<typeof savedMethodCommands>;

export const gatewayCustomerCommands = {
  LinkGatewayCustomer: z.object({ linkId: Id, userId: UserId }),
};
export type GatewayCustomerCommand = MessageOf<typeof gatewayCustomerCommands>;
