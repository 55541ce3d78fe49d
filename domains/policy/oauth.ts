import type { Role } from '../kernel/routes.ts';

const since = '2026-01-01';

/**
 * What a third party may be allowed to do: each scope stands for one role, and a token never has a role that its user has
 * not. Administration cannot be handed on.
 */
export const oauthScopes = {
  value: {
    shop: { role: 'customer', says: 'Shop for you: see and change your profile, addresses, cart and orders' },
    sell: { role: 'vendor', says: 'Run your shop: products, stock and the orders of your customers' },
    influence: { role: 'influencer', says: 'Act as you in campaigns' },
    resell: { role: 'reseller', says: 'Act as you in reselling' },
    support: { role: 'support', says: 'Look after customers' },
    service: { role: 'service', says: 'Act for every user, as a service of the shop' },
  } satisfies Record<string, { readonly role: Role; readonly says: string }>,
  since,
  source: 'our choice: requirements I7 name the roles',
} as const;

export const oauthPolicy = {
  codeSeconds: { value: 60, since, source: 'RFC 6749 4.1.2: short, ten minutes at most' },
  previousSecretSeconds: { value: 86_400, since, source: 'our choice: a day to bring a new secret in' },
  redirectUrisMax: { value: 10, since, source: 'our choice' },
} as const;
