import type { Secrets } from '../kernel/ports/secrets.ts';

const CODES = 1_000_000;
const HEX_DIGITS_USED = 12;
const CODE_DIGITS = 6;

/** The code of a challenge: derived, so that it is stored nowhere and a repeated delivery sends the same one. */
export const otpCode = (secrets: Secrets, challengeId: string): string => {
  const number = Number.parseInt(secrets.keyedHash('otpCode', challengeId).slice(0, HEX_DIGITS_USED), 16);
  return String(number % CODES).padStart(CODE_DIGITS, '0');
};

/** What the log holds instead of the code. Without the installation's secret it cannot be searched for the code. */
export const otpHash = (secrets: Secrets, challengeId: string, code: string): string =>
  secrets.keyedHash('otpHash', challengeId, code);
