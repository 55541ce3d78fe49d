import { describe, expect, it } from 'vitest';
import type { GatewayToken } from '../../domains/kernel/ports/gateway-vault.ts';
import type { Reactor, ReactorContext } from '../../domains/kernel/reactor.ts';
import { savedMethodId } from '../../domains/payment/saved-method/aggregate.ts';
import { card, id, userId } from '../../domains/payment/saved-method/spec-examples.ts';
import { initialSavedMethods, type SavedMethods } from '../../domains/payment/saved-method/state.ts';
import type { AnyMessage, Recorded } from '../../event-schemas/primitives.ts';
import { gatewayCustomer, savedMethodDeletion, savedMethodListing } from './saved-methods.ts';

const CUSTOMER = 'cust_1Aa00000000001';
const token: GatewayToken = {
  ...{ id: 'token_10', customerId: CUSTOMER, method: 'card', last4: '1111', network: 'Visa', issuer: 'HDFC' },
  ...{ cardType: null, expiresAt: '2029-11-24T10:00:00.000Z', status: 'active' },
};
const own = { methodId: id(10), details: card(10), addedAt: '2026-01-01T00:00:00.000Z', deleting: true };
type World = { readonly saved?: Partial<SavedMethods>; readonly owner?: object; readonly dies?: boolean };

/** A gateway that keeps one card, and a process that may die between its answer and our event. */
const stage = (tokens: GatewayToken[], { saved, owner, dies = false }: World = {}) => {
  const sent: AnyMessage[] = [];
  const calls: string[] = [];
  const paymentGateway = {
    createCustomer: ({ contact }: { contact?: string }) => {
      calls.push(`create ${contact}`);
      return Promise.resolve({ id: CUSTOMER });
    },
    listTokens: () => Promise.resolve([...tokens]),
    deleteToken: (_: string, tokenId: string) => {
      calls.push(`delete ${tokenId}`);
      tokens.splice(0, tokens.length, ...tokens.filter((one) => one.id !== tokenId));
      return Promise.resolve();
    },
  };
  const states: Readonly<Record<string, unknown>> = {
    savedMethods: { ...initialSavedMethods, ...saved },
    user: owner,
  };
  const context = {
    ports: { paymentGateway },
    facts: ({ category }: { category: string }) => Promise.resolve({ state: states[category] }),
    send: (command: AnyMessage) => {
      if (dies) return Promise.reject(new Error('killed'));
      sent.push(command);
      return Promise.resolve({ events: [] });
    },
  } as unknown as ReactorContext;
  const react = (reactor: Reactor, type: string, data: object = {}) =>
    reactor.react({ type, data: { userId, ...data } } as unknown as Recorded<AnyMessage>, context);
  return { sent, calls, react };
};

describe('saved cards at the gateway', () => {
  it('begin with a customer there, linked before the person knows it', async () => {
    const owner = { phone: { value: '+919876500001' }, email: undefined };
    const first = stage([], { owner });
    await first.react(gatewayCustomer, 'CardSavingConsented');
    expect(first.calls).toEqual(['create +919876500001']);
    expect(first.sent.map(({ type }) => type)).toEqual(['LinkGatewayCustomer', 'AssignGatewayCustomer']);
    const again = stage([], { owner, saved: { customerId: CUSTOMER } });
    await again.react(gatewayCustomer, 'CardSavingConsented');
    const unreachable = stage([], { owner: {} });
    await unreachable.react(gatewayCustomer, 'CardSavingConsented');
    expect([again.calls, unreachable.calls]).toEqual([[], []]);
  });
  it('are listed after a payment by card and when the gateway tells of them', async () => {
    const known = { saved: { customerId: CUSTOMER } };
    const methods = [{ methodId: savedMethodId('token_10'), details: { ...card(10), customerId: CUSTOMER } }];
    for (const [type, data] of [
      ['PaymentCaptured', { method: 'card' }],
      ['SavedMethodsCheckRequested', {}],
    ] as const) {
      const { sent, react } = stage([token], known);
      await react(savedMethodListing, type, data);
      expect(sent).toEqual([{ type: 'ReportSavedMethods', data: { userId, methods } }]);
    }
    const { sent, react } = stage([token], known);
    await react(savedMethodListing, 'PaymentCaptured', { method: 'upi' });
    expect(sent).toEqual([]);
    const stranger = stage([token]);
    await stranger.react(savedMethodListing, 'PaymentCaptured', { method: 'card' });
    expect(stranger.sent).toEqual([]);
  });
  it('are deleted there first; killed between its answer and our event, the repeat ends it', async () => {
    const tokens = [token];
    const asked = { methodId: id(10) };
    const killed = stage(tokens, { saved: { methods: [own] }, dies: true });
    await expect(killed.react(savedMethodDeletion, 'SavedMethodDeletionRequested', asked)).rejects.toThrow('killed');
    expect(tokens).toEqual([]);
    const restarted = stage(tokens, { saved: { methods: [own] } });
    await restarted.react(savedMethodDeletion, 'SavedMethodDeletionRequested', asked);
    expect(restarted.sent).toEqual([{ type: 'ReportSavedMethodDeleted', data: { userId, methodId: id(10) } }]);
    const over = stage(tokens);
    await over.react(savedMethodDeletion, 'SavedMethodDeletionRequested', asked);
    expect(over.calls).toEqual([]);
  });
});
