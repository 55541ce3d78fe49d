import { z } from 'zod';
import { createCarrier, type Carrier, type CarrierPatience } from './carrier.ts';

/** How to reach a voice carrier that speaks the Calls API of Twilio. */
export type VoiceConfig = CarrierPatience & {
  /** Such as `https://api.twilio.com`. */
  readonly baseUrl: string;
  readonly accountId: string;
  readonly token: string;
  /** The number that calls, E.164. */
  readonly callerId: string;
};

const Accepted = z.object({ sid: z.string() });
const Refused = z.object({ message: z.string() });

/** What the call says: digit by digit, twice. */
const spoken = (otp: string): string => {
  const digits = Array.from(otp).join(', ');
  const say = `Your Only2U code is: ${digits}. Once more: ${digits}. Give it to nobody. Goodbye.`;
  return `<Response><Say language="en-IN">${say}</Say></Response>`;
};

/** Reads our codes out in a call, for phones that get no messages. */
export const createVoiceCaller = (config: VoiceConfig): Carrier => {
  const { baseUrl, accountId, token, callerId } = config;
  return createCarrier(
    {
      name: 'The voice carrier',
      request: ({ phone, otp }) => ({
        url: `${baseUrl.replace(/\/+$/, '')}/2010-04-01/Accounts/${accountId}/Calls.json`,
        headers: {
          authorization: `Basic ${Buffer.from(`${accountId}:${token}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ To: phone, From: callerId, Twiml: spoken(otp) }).toString(),
      }),
      idOf: (answer) => Accepted.safeParse(answer).data?.sid,
      reasonOf: (answer) => Refused.safeParse(answer).data?.message,
    },
    config,
  );
};
