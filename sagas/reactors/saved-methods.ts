import type { GatewayToken } from '../../domains/kernel/ports/gateway-vault.ts';
import type { Reactor, ReactorContext } from '../../domains/kernel/reactor.ts';
import type { PaymentEvent } from '../../domains/payment/events.ts';
import { gatewayCustomerLinkId, savedMethodId, savedMethods } from '../../domains/payment/saved-method/aggregate.ts';
import type { GatewayCustomerCommand, SavedMethodCommand } from '../../domains/payment/saved-method/commands.ts';
import type { CardDetails, SavedMethodEvent } from '../../domains/payment/saved-method/events.ts';
import { paymentPolicy } from '../../domains/policy/payment.ts';
import { account } from '../../domains/user/account/aggregate.ts';
import type { UserId } from '../../event-schemas/primitives.ts';
import { dataReader } from './event-data.ts';

const dataOf = dataReader<SavedMethodEvent | PaymentEvent>();
const tell = async (context: ReactorContext, command: SavedMethodCommand | GatewayCustomerCommand): Promise<void> => {
  await context.send(command);
};

/**
 * Makes a person a customer of the gateway once they agree. The gateway knows a customer by contact and e-mail address, so a
 * repeat after a crash answers the same one.
 */
export const gatewayCustomer: Reactor = {
  name: 'gatewayCustomer',
  handles: ['CardSavingConsented'],
  react: async (event, context) => {
    const { userId } = dataOf(event, 'CardSavingConsented');
    if ((await context.facts(savedMethods, userId)).state.customerId !== undefined) return;
    const { phone, email } = (await context.facts(account, userId)).state ?? {};
    const reached = { contact: phone?.value ?? undefined, email: email?.value ?? undefined };
    // Without either the gateway would make a new customer at each repeat.
    if (reached.contact === undefined && reached.email === undefined) return;
    const { id: customerId } = await context.ports.paymentGateway.createCustomer({ ...reached, notes: { userId } });
    // The link first: once the person knows the customer, any report about it must be understood.
    await tell(context, { type: 'LinkGatewayCustomer', data: { linkId: gatewayCustomerLinkId(customerId), userId } });
    await tell(context, { type: 'AssignGatewayCustomer', data: { userId, customerId } });
  },
};

const detailsOf = ({ id, customerId, last4, status, ...token }: GatewayToken): CardDetails | undefined => {
  if (last4 === null) return undefined;
  const { network, issuer, cardType, expiresAt } = token;
  return {
    ...{ customerId, tokenId: id, last4, status },
    ...(network === null ? {} : { network }),
    ...(issuer === null ? {} : { issuer }),
    ...(cardType === null ? {} : { cardType }),
    ...(expiresAt === null ? {} : { expiresAt }),
  };
};

const CARDS: readonly string[] = ['card', 'emi'];

/**
 * Asks the gateway what it keeps for a person: after a payment by card, and when the gateway told of a change. What it told is
 * never taken as it stands, since reports arrive late and out of order.
 */
export const savedMethodListing: Reactor = {
  name: 'savedMethodListing',
  handles: ['PaymentCaptured', 'SavedMethodsCheckRequested'],
  react: async (event, context) => {
    if (event.type === 'PaymentCaptured' && !CARDS.includes(dataOf(event, 'PaymentCaptured').method)) return;
    const { userId } = event.data as { userId: UserId };
    const { customerId } = (await context.facts(savedMethods, userId)).state;
    if (customerId === undefined || customerId === null) return;
    const tokens = await context.ports.paymentGateway.listTokens(customerId);
    const methods = tokens.slice(0, paymentPolicy.cardSaving.value.reportedMax).flatMap((token) => {
      const details = detailsOf(token);
      return details === undefined ? [] : [{ methodId: savedMethodId(token.id), details }];
    });
    await tell(context, { type: 'ReportSavedMethods', data: { userId, methods } });
  },
};

/** Deletes a card at the gateway, again and again until it is gone; one that is gone already counts as deleted. */
export const savedMethodDeletion: Reactor = {
  name: 'savedMethodDeletion',
  handles: ['SavedMethodDeletionRequested'],
  react: async (event, context) => {
    const { userId, methodId } = dataOf(event, 'SavedMethodDeletionRequested');
    const { methods } = (await context.facts(savedMethods, userId)).state;
    const details = methods.find((one) => one.methodId === methodId)?.details;
    if (details === undefined) return;
    await context.ports.paymentGateway.deleteToken(details.customerId, details.tokenId);
    await tell(context, { type: 'ReportSavedMethodDeleted', data: { userId, methodId } });
  },
};
