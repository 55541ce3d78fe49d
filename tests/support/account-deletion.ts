import type { SignedIn } from './phone-sign-in.ts';
import type { Answer, TestSystem } from './system.ts';

/** The time after which another code may be asked for. */
const CODE_AGAIN_MS = 120_000;

/** Asks for the account to be erased, with the code that went to its phone. */
export const askDeletion = async (system: TestSystem, { userId, accessToken }: SignedIn): Promise<Answer> => {
  system.advance(CODE_AGAIN_MS);
  const sent = await system.call('POST', `/users/${userId}/otp/send`, { token: accessToken });
  const { challengeId } = sent.body as { challengeId: string };
  await system.settled();
  const inbox = await fetch(`${system.url}/simulators/sms/messages`);
  const { messages } = (await inbox.json()) as { messages: { otp: string }[] };
  const body = { proof: { challengeId, code: messages[0]!.otp } };
  return system.call('POST', `/users/${userId}/deletion`, { token: accessToken, body });
};
