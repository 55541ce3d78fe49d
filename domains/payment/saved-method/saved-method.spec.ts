import { describe, expect, it } from 'vitest';
import { deciderSpec } from '../../kernel/spec.ts';
import { savedMethodDecider } from './decider.ts';
import type { SavedMethodEvent } from './events.ts';
import { gatewayCustomerDecider } from './link.ts';
import * as made from './spec-examples.ts';
import { defaultOf } from './state.ts';

const { added, choose, chosen, deleted, deleting, entry, id, lost, now, policyVersion } = made;
const { remove, report, reportDeleted, userId } = made;
const given = deciderSpec(savedMethodDecider, now);
const fold = (...events: SavedMethodEvent[]) => events.reduce(savedMethodDecider.evolve, savedMethodDecider.initial);

describe('the consent to keep cards', () => {
  const data = { userId, consentId: id(9), policyVersion };
  const consented: SavedMethodEvent = { type: 'CardSavingConsented', data: { ...data, consentedAt: now } };
  it('is given to the terms that hold now, with its time, and taken back', () => {
    given().when({ type: 'ConsentToCardSaving', data }).then(consented);
    const older = { ...data, policyVersion: '2020-01-01' };
    given().when({ type: 'ConsentToCardSaving', data: older }).rejects('ConsentNotCurrent');
    const withdrawn: SavedMethodEvent = { type: 'CardSavingConsentWithdrawn', data: { userId, withdrawnAt: now } };
    const withdraw = { type: 'WithdrawCardSavingConsent' as const, data: { userId } };
    given(consented).when(withdraw).then(withdrawn);
    given(consented, withdrawn).when({ type: 'ConsentToCardSaving', data }).then(consented);
  });
  it('makes one person one customer of the gateway', () => {
    const one = { userId, customerId: 'cust_1' };
    const assigned: SavedMethodEvent = { type: 'GatewayCustomerAssigned', data: one };
    given().when({ type: 'AssignGatewayCustomer', data: one }).then(assigned);
    const other = { ...one, customerId: 'cust_2' };
    given(assigned).when({ type: 'AssignGatewayCustomer', data: other }).rejects('GatewayCustomerMismatch');
    const link = deciderSpec(gatewayCustomerDecider, now);
    const linked = { linkId: id(8), userId };
    link().when({ type: 'LinkGatewayCustomer', data: linked }).then({ type: 'GatewayCustomerLinked', data: linked });
    link({ type: 'GatewayCustomerLinked', data: { ...linked, userId: made.userId } })
      .when({ type: 'LinkGatewayCustomer', data: linked })
      .then();
  });
});

describe('cards at the gateway', () => {
  const suspended = { status: 'suspended' as const };
  it('are what it says that it keeps', () => {
    given()
      .when(report(entry(10), entry(11)))
      .then(added(10), added(11));
    given(added(10))
      .when(report(entry(10, suspended)))
      .then({
        type: 'SavedMethodChanged',
        data: { userId, ...entry(10, suspended) },
      });
    given(added(10), added(11))
      .when(report(entry(11)))
      .then(lost(10));
    // What it leaves out because it has expired is still shown to its owner.
    given(added(10, { expiresAt: now }))
      .when(report())
      .then();
  });
  it('are asked for once for each report of it', () => {
    const data = { userId, checkId: id(9) };
    given().when({ type: 'RequestSavedMethodsCheck', data }).then({ type: 'SavedMethodsCheckRequested', data });
  });
  it('are deleted when it has agreed, and not brought back by an older list', () => {
    given(added(10)).when(remove(10)).then(deleting(10));
    given(added(10), deleting(10)).when(reportDeleted(10)).then(deleted(10));
    given(added(10), deleting(10), deleted(10))
      .when(report(entry(10)))
      .then();
    given(added(10), deleting(10)).when(report()).then();
    given().when(remove(10)).rejects('SavedMethodNotFound');
  });
  it('have one default that can be paid with', () => {
    given(added(10), added(11)).when(choose(10)).then(chosen(10));
    given(added(10, suspended)).when(choose(10)).rejects('SavedMethodNotUsable');
    given(added(10), deleting(10)).when(choose(10)).rejects('SavedMethodNotUsable');
    given().when(choose(10)).rejects('SavedMethodNotFound');
    expect(defaultOf(fold(added(10), added(11)))).toBe(id(11));
    expect(defaultOf(fold(added(10), added(11), chosen(10)))).toBe(id(10));
    expect(defaultOf(fold(added(10), added(11), chosen(10), deleting(10)))).toBe(id(11));
    expect(defaultOf(fold(added(10, suspended)))).toBeUndefined();
  });
  it('all go with the account, and that is said when the last has gone', () => {
    const data = { userId, causeId: id(7) };
    const [began, forgotten] = [
      { type: 'SavedMethodsForgettingBegan', data },
      { type: 'SavedMethodsForgotten', data },
    ] as const;
    const forget = { type: 'ForgetSavedMethods', data } as const;
    given().when(forget).then(forgotten);
    given(added(10), added(11), deleting(11)).when(forget).then(began, deleting(10));
    const both = [added(10), added(11), began, deleting(10), deleting(11)] as const;
    given(...both)
      .when(reportDeleted(10))
      .then(deleted(10));
    given(...both, deleted(10))
      .when(reportDeleted(11))
      .then(deleted(11), forgotten);
    given(...both, deleted(10))
      .when(report(entry(11), entry(12)))
      .then(added(12), deleting(12));
    const again = { type: 'SavedMethodsForgotten', data: { ...data, causeId: id(6) } } as const;
    given(forgotten).when({ type: 'ForgetSavedMethods', data: again.data }).then(again);
  });
  it('are forgotten with the person', () => {
    const sealed = {
      type: 'SavedMethodAdded',
      data: { userId, methodId: id(10), details: null, addedAt: now },
    } as const;
    expect(fold(sealed).methods).toEqual([]);
  });
});
