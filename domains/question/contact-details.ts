import { findPhoneNumbersInText } from 'libphonenumber-js';
import { identityPolicy } from '../policy/identity.ts';
import { QuestionText } from './events.ts';

/** E-mail addresses and payment ids (`name@bank`). */
const AT = /\S@\S/;
const LINK = /https?:|www\.|\b[a-z0-9-]+\.(com|in|co|net|org|shop|store|link|me|io|ly)\b/i;

const holdsContactDetails = (text: string): boolean =>
  AT.test(text) || LINK.test(text) || findPhoneNumbersInText(text, identityPolicy.defaultCountry.value).length > 0;

/** What everybody will read: no way to reach a person past the shop, which is how buyers are cheated and data leak. */
export const PublicText = QuestionText.refine(
  (text) => !holdsContactDetails(text),
  'must not hold phone numbers, e-mail addresses, payment ids or links',
);
