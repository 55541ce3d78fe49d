import { webhookPolicy } from '../../domains/policy/webhook.ts';

const EMAIL = /[^\s@"'<>]{1,64}@[^\s@"'<>]{1,255}/g;
/** Phone and card numbers, with what people write between digits. */
const LONG_NUMBER = /\+?\d(?:[ -]?\d){6,}/g;
const SECRET = /whsec_[\w+/=-]+/g;
const CONTROL = /[\p{Cc}\p{Cf}\uFFFD]+/gu;

/** What is kept of an answer: a receiver may echo anything, and admins read it. */
export const keptAnswer = (body: string): string =>
  body
    .replace(CONTROL, ' ')
    .replace(SECRET, '[secret]')
    .replace(EMAIL, '[e-mail]')
    .replace(LONG_NUMBER, '[number]')
    .trim()
    .slice(0, webhookPolicy.answerKeptMax.value);
