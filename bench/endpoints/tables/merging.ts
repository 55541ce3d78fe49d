import { textAt, type Life } from '../life.ts';
import { operation, type Operation, type World } from '../operation.ts';
import { codeByPhone, phoneOf, RESEND_SECONDS } from './sign-in.ts';

const secondPhoneOf = (life: Life): string => phoneOf(life).replace('+9198760', '+9198762');
const caller = (life: Life) => ({ path: { userId: life.recall('caller') }, token: life.recall('callerToken') });

/** A second account of the same person, under another phone. */
const signUpAgain = async (life: Life, world: World): Promise<void> => {
  const phone = secondPhoneOf(life);
  const sent = await world.call(life, 'POST /users/otp/send', { as: 'nobody', body: { phone } });
  const body = {
    challengeId: textAt(sent, 'challengeId'),
    code: await codeByPhone(life, world, phone),
    name: 'Asha R',
  };
  await world.call(life, 'POST /users/otp/verify', { as: 'nobody', body });
};

/** Right after signing up by phone, because it needs a proof that is fresh. */
export const mergeOperations: readonly Operation[] = [
  operation('GET /users/{userId}/merges', { before: signUpAgain, ask: caller }),
  operation('POST /users/{userId}/merge/otp', {
    waits: { after: 'GET /users/{userId}/merges', seconds: RESEND_SECONDS },
    ask: (life) => ({ ...caller(life), body: { phone: secondPhoneOf(life) } }),
    learn: (life, body) => life.remember('mergeChallenge', textAt(body, 'challengeId')),
  }),
  operation('POST /users/{userId}/merge', {
    before: async (life, world) => life.remember('mergeCode', await codeByPhone(life, world, secondPhoneOf(life), 2)),
    ask: (life) => ({
      ...caller(life),
      body: { challengeId: life.recall('mergeChallenge'), code: life.recall('mergeCode') },
    }),
  }),
];
