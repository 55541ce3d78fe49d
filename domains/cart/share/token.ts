import { timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../../kernel/ports/secrets.ts';

const PURPOSE = 'shared cart';
const TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9a-f]{64})$/;

/** The end of the link: nobody can make one without the installation's secret, and a repeated request makes the same. */
export const shareToken = (secrets: Secrets, shareId: string): string =>
  `${shareId}.${secrets.keyedHash(PURPOSE, shareId)}`;

/** The id in a token that we have made, undefined for any other text. */
export const shareIdOf = (secrets: Secrets, token: string): string | undefined => {
  const [, shareId, given] = TOKEN.exec(token) ?? [];
  if (shareId === undefined || given === undefined) return undefined;
  const made = Buffer.from(secrets.keyedHash(PURPOSE, shareId));
  return timingSafeEqual(made, Buffer.from(given)) ? shareId : undefined;
};
