import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { v7 as uuidV7 } from 'uuid';
import type { AccessTokens } from '../domains/kernel/ports/access-tokens.ts';
import { couponApproval, openingCoupons } from '../domains/policy/coupon.ts';
import type { Role } from '../domains/kernel/routes.ts';
import { DEMO_VENDOR, demoShop } from '../scripts/seed/demo-shop.ts';

/** Well-known ids, so that a token printed yesterday is about the same person today. Only where `npm start` brings the servers itself. */
export const DEMO_USERS = {
  customer: '01980000-0000-7000-8000-000000000001',
  vendor: '01980000-0000-7000-8000-000000000002',
  admin: '01980000-0000-7000-8000-000000000003',
} as const;
export type DemoTokens = Readonly<Record<keyof typeof DEMO_USERS, string>>;

const TOKEN_DAYS = 30;
const PAISE = 100;
const ROLES_OF: Readonly<Record<keyof typeof DEMO_USERS, readonly Role[]>> = {
  customer: ['customer'],
  vendor: ['vendor'],
  admin: ['admin'],
};

export const demoTokens = async (accessTokens: AccessTokens): Promise<DemoTokens> => {
  const issue = (name: keyof typeof DEMO_USERS): Promise<string> =>
    accessTokens.issue({ userId: DEMO_USERS[name], roles: ROLES_OF[name] }, TOKEN_DAYS * 86_400);
  return { customer: await issue('customer'), vendor: await issue('vendor'), admin: await issue('admin') };
};

const couponBody = ({
  code,
  description,
  percent,
  rupees,
  minimumRupees,
  usesMax,
  usesPerUserMax,
}: (typeof openingCoupons.value)[number]): object => ({
  code,
  description,
  discount:
    percent === undefined
      ? { type: 'fixed', amountPaise: (rupees ?? 0) * PAISE }
      : { type: 'percentage', basisPoints: percent * PAISE },
  ...(minimumRupees > 0 ? { minimumPaise: minimumRupees * PAISE } : {}),
  ...(usesMax === undefined ? {} : { usesMax }),
  ...(usesPerUserMax === undefined ? {} : { usesPerUserMax }),
  // As much as one admin may give away alone, so that the codes are of use at once.
  budgetPaise: couponApproval.value.budgetMaxPaise,
});

/** Seeds through the public API, so that the demo shop is made of ordinary commands; doing it again changes nothing. */
const seedDemoShop = async (url: string, { admin }: DemoTokens, directory: string): Promise<void> => {
  const rows = demoShop();
  // A later start need not ask for every product again; without the mark it would, and change nothing.
  const mark = `${directory}/demo-shop-seeded`;
  const version = createHash('sha256')
    .update(JSON.stringify([rows, openingCoupons.value, DEMO_USERS]))
    .digest('hex');
  if ((await readFile(mark, 'utf8').catch(() => '')) === version) return;
  const post = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': uuidV7(), authorization: `Bearer ${admin}` },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok && answer.status !== 409) throw new Error(`the demo shop could not be seeded: ${text}`);
  };
  for (const [name, userId] of Object.entries(DEMO_USERS)) {
    const email = `${name}@demo.only2u.example`;
    await post('/users', { userId, name: `Demo ${name}`, email, roles: ROLES_OF[name as keyof typeof DEMO_USERS] });
  }
  await post('/vendors', { name: DEMO_VENDOR, ownerUserId: DEMO_USERS.vendor });
  await post('/catalogue/imports', rows);
  for (const coupon of openingCoupons.value) await post('/coupons', couponBody(coupon));
  await writeFile(mark, version);
};

/** Writes the tokens where `npm run demo` and `only2u tokens` look for them, and fills the shop. */
export const openDemoShop = async (url: string, tokens: DemoTokens, directory: string): Promise<void> => {
  await writeFile(`${directory}/demo-tokens.json`, `${JSON.stringify(tokens, null, 2)}\n`, { mode: 0o600 });
  await seedDemoShop(url, tokens, directory);
};

/** What a person who has just started the shop wants to read. */
export const demoText = (url: string, tokens: DemoTokens, directory: string): string =>
  `  Demo tokens (also in ${directory}/demo-tokens.json), as "Authorization: Bearer ...":
    customer  ${tokens.customer}
    vendor    ${tokens.vendor}
    admin     ${tokens.admin}

  Try:  curl '${url}/api/v1/products?limit=3'      then: npm run demo
`;
