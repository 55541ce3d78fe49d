import { textAt, type Life } from '../life.ts';
import { CPU_MS, operation, type Ask, type Operation, type World } from '../operation.ts';
import {
  codeByMail,
  codeByPhone,
  emailOf,
  PASSWORD,
  phoneOf,
  rememberTokens,
  RESEND_SECONDS,
  SECOND_PASSWORD,
} from './sign-in.ts';

const HASHED = 'argon2id, which is dear on purpose';
const member = (life: Life): Ask => ({
  path: { userId: life.recall('member') },
  token: life.recall('memberLongToken'),
});
const caller = (life: Life): Ask => ({
  path: { userId: life.recall('caller') },
  token: life.recall('callerLongToken'),
});
/** Access tokens last a quarter of an hour, and those from before a changed password are refused. */
const freshTokens = async (life: Life, world: World): Promise<void> => {
  for (const name of ['member', 'caller']) life.remember(`${name}LongToken`, await world.tokenFor(life.recall(name)));
};
const otherPhoneOf = (life: Life): string => phoneOf(life).replace('+9198760', '+9198761');
const learnChallenge = (life: Life, body: unknown): void => life.remember('challenge', textAt(body, 'challengeId'));
const proof = (life: Life) => ({ challengeId: life.recall('challenge'), code: life.recall('code') });

/** The account of the member: what somebody says about themselves. */
export const profileOperations: readonly Operation[] = [
  operation('PUT /users/{userId}', {
    cpuMs: CPU_MS.oneEvent,
    before: freshTokens,
    ask: (life) => ({ ...member(life), body: { location: 'Pune', bio: 'knits' } }),
  }),
  operation('GET /users/{userId}', { ask: member }),
  operation('PUT /users/{userId}/preferences', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ ...member(life), body: { size: 'M', language: 'te', colours: ['red'] } }),
  }),
  operation('GET /users/{userId}/preferences', { ask: member }),
  operation('POST /users/{userId}/measurements', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ ...member(life), body: { lengthUnit: 'cm', weightUnit: 'kg', waist: 72 } }),
  }),
  operation('GET /users/{userId}/measurements', { ask: member }),
  operation('GET /users/{userId}/size-recommendation', {
    ask: (life) => ({ ...member(life), query: `productId=${life.recall('product')}` }),
  }),
  operation('POST /users/{userId}/consents', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ ...member(life), body: { purpose: 'marketingSms', granted: true, policyVersion: '2026-01' } }),
  }),
  operation('GET /users/{userId}/consents', { ask: member }),
  operation('POST /users/{userId}/step-up', {
    // The tokens for long use belong to no session, which is what is stepped up.
    before: async (life, world) => {
      const body = { email: emailOf(life), password: PASSWORD };
      rememberTokens('member')(life, await world.call(life, 'POST /users/login', { as: 'nobody', body }));
    },
    ask: (life) => ({ ...member(life), token: life.recall('memberToken'), body: { password: PASSWORD } }),
    note: HASHED,
  }),
  operation('GET /users/{userId}/export', { ask: member }),
];

/** Proving phones and addresses by codes. */
export const contactOperations: readonly Operation[] = [
  operation('POST /users/{userId}/email/verification', { ask: member, learn: learnChallenge }),
  operation('PUT /users/{userId}/email/verification', {
    before: async (life, world) => life.remember('code', await codeByMail(life, world, emailOf(life))),
    ask: (life) => ({ ...member(life), body: proof(life) }),
  }),
  operation('POST /users/{userId}/email/otp', {
    ask: (life) => ({ ...caller(life), body: { email: `other-${emailOf(life)}` } }),
  }),
  operation('POST /users/{userId}/phone/otp', {
    ask: (life) => ({ ...caller(life), body: { phone: otherPhoneOf(life) } }),
    learn: learnChallenge,
  }),
  operation('PUT /users/{userId}/phone', {
    before: async (life, world) => life.remember('code', await codeByPhone(life, world, otherPhoneOf(life))),
    ask: (life) => ({ ...caller(life), body: proof(life) }),
  }),
  operation('POST /users/{userId}/otp/send', {
    waits: { after: 'POST /users/{userId}/phone/otp', seconds: RESEND_SECONDS },
    ask: (life) => ({ ...caller(life), body: {} }),
    learn: learnChallenge,
  }),
  operation('PUT /users/{userId}/password', {
    before: async (life, world) => life.remember('code', await codeByPhone(life, world, otherPhoneOf(life), 2)),
    ask: (life) => ({ ...caller(life), body: { newPassword: PASSWORD, proof: proof(life) } }),
    note: HASHED,
  }),
  operation('POST /users/password/reset', {
    waits: { after: 'POST /users/{userId}/email/verification', seconds: RESEND_SECONDS },
    before: async (life, world) => {
      const body = { email: emailOf(life), purpose: 'resetPassword' };
      learnChallenge(life, await world.call(life, 'POST /users/otp/send', { as: 'nobody', body }));
      // The code that proved the address is the first mail, this one the second.
      life.remember('code', await codeByMail(life, world, emailOf(life), 2));
    },
    ask: (life) => ({ as: 'nobody', body: { ...proof(life), newPassword: SECOND_PASSWORD } }),
    note: HASHED,
  }),
  operation('PUT /users/{userId}/email', {
    before: freshTokens,
    ask: (life) => ({
      ...member(life),
      body: { email: `new-${emailOf(life)}`, proof: { password: SECOND_PASSWORD } },
    }),
    note: HASHED,
  }),
];

/** Last of all, for the accounts. */
export const farewellOperations: readonly Operation[] = [
  operation('POST /users/{userId}/deletion', {
    before: async (life, world) => {
      await freshTokens(life, world);
      // Nobody leaves while an order is under way: that of the draft was never paid.
      const ask = { path: { id: life.recall('draftOrder') }, token: life.recall('memberLongToken') };
      await world.call(life, 'POST /orders/{id}/cancel', { ...ask, body: { reason: 'changedMind' } });
    },
    ask: (life) => ({ ...member(life), body: { proof: { password: SECOND_PASSWORD } } }),
    note: HASHED,
  }),
  operation('POST /users/deletion/revoke', {
    ask: (life) => ({ as: 'nobody', body: { email: `new-${emailOf(life)}`, password: SECOND_PASSWORD } }),
    learn: rememberTokens('member'),
    note: HASHED,
  }),
];
