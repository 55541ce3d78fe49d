import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { z } from 'zod';
import type { Secrets } from '../../kernel/ports/secrets.ts';
import { identityPolicy } from '../../policy/identity.ts';
import { ContactId } from '../ids.ts';

const PHONE_TEXT_MAX = 24;
const EMAIL_TEXT_MAX = 254;

/** `98765 43210`, `09876543210` and `+919876543210` are one number; undefined for what is no phone number. */
export const e164Of = (text: string): string | undefined => {
  const parsed = parsePhoneNumberFromString(text, identityPolicy.defaultCountry.value);
  return parsed?.isValid() === true ? parsed.number : undefined;
};

export const PhoneInput = z
  .string()
  .trim()
  .max(PHONE_TEXT_MAX)
  .refine(
    (text) => e164Of(text) !== undefined,
    'must be a phone number: ten digits for India, or with + and country code',
  );
export const EmailInput = z.email().max(EMAIL_TEXT_MAX);
export const PasswordInput = z
  .string()
  .min(identityPolicy.passwordLengthMin.value)
  .max(identityPolicy.passwordLengthMax.value);
export const CodeInput = z.string().regex(/^\d{6}$/, 'must be the six digits of the text message');

/** A contact as it is stored and compared, and the id of the stream that it is reserved by. */
export type NormalContact = { readonly value: string; readonly id: ContactId };

/** For a phone that passed `PhoneInput`. */
export const normalPhone = (secrets: Secrets, text: string): NormalContact => {
  const value = e164Of(text)!;
  return { value, id: ContactId.parse(secrets.keyedId('phone', value)) };
};

/** Case does not tell addresses apart (domain facts: unique case-folded). */
export const normalEmail = (secrets: Secrets, text: string): NormalContact => {
  const value = text.toLowerCase();
  return { value, id: ContactId.parse(secrets.keyedId('email', value)) };
};
