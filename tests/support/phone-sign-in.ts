import { expect } from 'vitest';
import type { TestSystem } from './system.ts';

let phones = 0;
/** A phone that no test of this file has used. */
export const newPhone = (): string => `+9198765${String((phones += 1)).padStart(5, '0')}`;
export const wrongCode = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** The code that the simulated carrier delivered last to this phone. */
export const codeSentTo = async (system: TestSystem, phone: string): Promise<string> => {
  await system.settled();
  const answer = await fetch(`${system.url}/simulators/sms/messages?phone=${encodeURIComponent(phone)}`);
  const { messages } = (await answer.json()) as { messages: { otp: string }[] };
  return messages[0]!.otp;
};

/** Asks for a code and reads it from the carrier. */
export const challengeFor = async (
  system: TestSystem,
  phone: string,
  purpose = 'signIn',
): Promise<{ challengeId: string; code: string }> => {
  const sent = await system.call('POST', '/users/otp/send', { body: { phone, purpose } });
  expect(sent.status).toBe(200);
  const { challengeId } = sent.body as { challengeId: string };
  return { challengeId, code: await codeSentTo(system, phone) };
};

export type SignedIn = {
  readonly status: string;
  readonly isNewUser: boolean;
  readonly userId: string;
  readonly sessionId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
};

/** Signs up or in as the phone app does. */
export const signInByPhone = async (system: TestSystem, phone: string, name = 'Asha Rao'): Promise<SignedIn> => {
  const { challengeId, code } = await challengeFor(system, phone);
  const answer = await system.call('POST', '/users/otp/verify', { body: { challengeId, code, name } });
  expect(answer.status).toBe(200);
  return answer.body as SignedIn;
};
