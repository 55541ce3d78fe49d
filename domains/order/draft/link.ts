import { timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../../kernel/ports/secrets.ts';
import type { DraftOrder } from './decider.ts';

type Hashing = Pick<Secrets, 'keyedHash'>;
const PURPOSE = 'draft order';
/** Characters of a link that are looked at. */
export const LINK_MAX = 200;
const TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,4})\.([0-9a-f]{64})$/;

/** The end of the link to one content of a draft: nobody can make one without the installation's secret. */
export const draftLinkOf = ({ draftId, version }: Pick<DraftOrder, 'draftId' | 'version'>, secrets: Hashing): string =>
  [draftId, version, secrets.keyedHash(PURPOSE, draftId, String(version))].join('.');

/** The draft and the content that a link of ours is about, undefined for any other text. */
export const draftOfLink = (link: string, secrets: Hashing): Pick<DraftOrder, 'draftId' | 'version'> | undefined => {
  const [, draftId, version, given] = TOKEN.exec(link) ?? [];
  if (draftId === undefined || version === undefined || given === undefined) return undefined;
  const made = Buffer.from(secrets.keyedHash(PURPOSE, draftId, version));
  return timingSafeEqual(made, Buffer.from(given)) ? { draftId, version: Number(version) } : undefined;
};
