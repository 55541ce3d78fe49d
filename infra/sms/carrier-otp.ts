import type { CarrierOtp } from '../../domains/kernel/ports/sms-sender.ts';
import { acceptedId, assertPhone, panelCalls, textOf } from './calls.ts';
import type { SmsConfig } from './config.ts';

const REQUEST_PAGE = 'generateOtp.jsp';
const VERIFY_PAGE = 'validateOtpApi.jsp';
/** The panel puts its password here. */
const PLACEHOLDER = '{otp}';

/**
 * The second mode of a Sisdial-style panel: it makes, sends and checks the password. It says nothing about how many
 * wrong tries it allows, so whoever uses it counts them.
 */
export function createCarrierOtp(config: SmsConfig): CarrierOtp {
  const calls = panelCalls(config);
  return {
    request: async ({ phone, templateId, validForSeconds }) => {
      assertPhone(REQUEST_PAGE, phone);
      const fill = { templateId, otp: PLACEHOLDER, seconds: validForSeconds };
      const answer = await calls.ask(REQUEST_PAGE, {
        userid: config.userId,
        key: config.key,
        mobileno: phone,
        timetoalive: String(validForSeconds),
        message: textOf(config, REQUEST_PAGE, fill).text,
      });
      return { challengeId: acceptedId(REQUEST_PAGE, answer) };
    },
    verify: async ({ phone, otp, challengeId }) => {
      assertPhone(VERIFY_PAGE, phone);
      const id = challengeId === null ? {} : { otpid: challengeId };
      return (await calls.ask(VERIFY_PAGE, { mobileno: phone, otp, ...id })).success;
    },
  };
}
