import type { TestSystem } from './system.ts';

export type Mail = { readonly to: string; readonly subject: string; readonly text: string; readonly otp: string };

/** What the simulated relay received for this address, newest first. */
export const mailTo = async (system: TestSystem, address: string): Promise<readonly Mail[]> => {
  await system.settled();
  const answer = await fetch(`${system.url}/simulators/mail/messages?to=${encodeURIComponent(address)}`);
  return ((await answer.json()) as { messages: Mail[] }).messages;
};
