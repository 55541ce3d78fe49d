import { eventually } from '../eventually.ts';
import { textAt, type Life } from '../life.ts';
import { operation, type Operation, type World } from '../operation.ts';

const HASHED = 'argon2id, which is dear on purpose';
export const RESEND_SECONDS = 61;
export const PASSWORD = 'a first password';
export const SECOND_PASSWORD = 'a second password';
export const phoneOf = ({ number }: Life): string => `+9198760${String(number).padStart(5, '0')}`;
export const emailOf = ({ number }: Life): string => `life${number}@example.com`;

type Messages = { readonly messages: readonly { readonly otp: string }[] };
/** The newest code that the simulated carrier or mail relay has for somebody, once it has this many. */
const newestCode = (life: Life, world: World, query: string, count: number): Promise<string> => {
  const kind = query.startsWith('phone') ? 'sms' : 'mail';
  return eventually(async () => {
    const answer = await world.call(life, `GET /simulators/${kind}/messages`, { as: 'nobody', query });
    const { messages } = answer as Messages;
    return messages.length >= count ? messages[0]!.otp : undefined;
  });
};
export const codeByPhone = (life: Life, world: World, phone: string, count = 1): Promise<string> =>
  newestCode(life, world, `phone=${encodeURIComponent(phone)}`, count);
export const codeByMail = (life: Life, world: World, email: string, count = 1): Promise<string> =>
  newestCode(life, world, `to=${encodeURIComponent(email)}`, count);

export const rememberTokens = (name: string) => (life: Life, body: unknown) => {
  life.remember(name, textAt(body, 'userId'));
  life.remember(`${name}Token`, textAt(body, 'accessToken'));
  life.remember(`${name}Refresh`, textAt(body, 'refreshToken'));
  life.remember(`${name}Session`, textAt(body, 'sessionId'));
};

/** Two accounts for each life: `caller` has a phone, `member` an e-mail address with a password. */
export const phoneSignInOperations: readonly Operation[] = [
  operation('POST /users/otp/send', {
    ask: (life) => ({ as: 'nobody', body: { phone: phoneOf(life) } }),
    learn: (life, body) => life.remember('challenge', textAt(body, 'challengeId')),
  }),
  operation('POST /users/otp/fallback', {
    ask: (life) => ({ as: 'nobody', body: { challengeId: life.recall('challenge') } }),
  }),
  operation('POST /users/otp/verify', {
    before: async (life, world) => life.remember('code', await codeByPhone(life, world, phoneOf(life))),
    ask: (life) => ({
      as: 'nobody',
      body: { challengeId: life.recall('challenge'), code: life.recall('code'), name: 'Asha Rao' },
    }),
    learn: rememberTokens('caller'),
    note: 'signs up',
  }),
];

export const passwordSignInOperations: readonly Operation[] = [
  operation('POST /users/register', {
    ask: (life) => ({ as: 'nobody', body: { name: 'Asha Rao', email: emailOf(life), password: PASSWORD } }),
    learn: rememberTokens('member'),
    note: HASHED,
  }),
  operation('POST /users/login', {
    ask: (life) => ({ as: 'nobody', body: { email: emailOf(life), password: PASSWORD } }),
    learn: rememberTokens('member'),
    note: HASHED,
  }),
  operation('POST /users/token/refresh', {
    ask: (life) => ({ as: 'nobody', body: { refreshToken: life.recall('memberRefresh') } }),
    learn: rememberTokens('member'),
  }),
  operation('GET /users/{userId}/sessions', {
    ask: (life) => ({ path: { userId: life.recall('member') }, token: life.recall('memberToken') }),
  }),
  operation('DELETE /users/{userId}/sessions/{sessionId}', {
    before: async (life, world) => {
      const body = { email: emailOf(life), password: PASSWORD };
      const other = await world.call(life, 'POST /users/login', { as: 'nobody', body });
      life.remember('otherSession', textAt(other, 'sessionId'));
    },
    ask: (life) => ({
      path: { userId: life.recall('member'), sessionId: life.recall('otherSession') },
      token: life.recall('memberToken'),
    }),
  }),
];

/** After everything else that needs the member to be signed in. */
export const signOutOperations: readonly Operation[] = [
  operation('POST /users/logout', {
    ask: (life) => ({ as: 'nobody', body: { refreshToken: life.recall('memberRefresh') } }),
  }),
  operation('POST /users/logout-everywhere', {
    before: async (life, world) => {
      const body = { email: `new-${emailOf(life)}`, password: SECOND_PASSWORD };
      rememberTokens('member')(life, await world.call(life, 'POST /users/login', { as: 'nobody', body }));
    },
    ask: (life) => ({ token: life.recall('memberToken') }),
  }),
];
