import type { Secrets } from '../kernel/ports/secrets.ts';

const CODES = 1_000_000;
const HEX_DIGITS_USED = 12;
const CODE_DIGITS = 6;

/** Six digits for one purpose and id: derived, so that they are stored nowhere and a repeated delivery sends the same ones. */
export const derivedCode = (secrets: Secrets, purpose: string, id: string): string => {
  const number = Number.parseInt(secrets.keyedHash(purpose, id).slice(0, HEX_DIGITS_USED), 16);
  return String(number % CODES).padStart(CODE_DIGITS, '0');
};

/** The code of a challenge. */
export const otpCode = (secrets: Secrets, challengeId: string): string => derivedCode(secrets, 'otpCode', challengeId);

/** What the log holds instead of the code. Without the installation's secret it cannot be searched for the code. */
export const otpHash = (secrets: Secrets, challengeId: string, code: string): string =>
  secrets.keyedHash('otpHash', challengeId, code);
