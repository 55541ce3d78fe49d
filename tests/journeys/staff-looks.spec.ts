import { expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import type { Role } from '../../domains/kernel/routes.ts';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { recordLook } from '../../read-api/staff-looks.ts';
import { openedShop } from '../support/opened-shop.ts';
import { newPhone, signInByPhone } from '../support/phone-sign-in.ts';

type Entry = { readonly actor: string; readonly text: string; readonly class: string };
const { system, shop, desk } = await openedShop();

/** Who looked at something, as an auditor asks; the auditor's own question is no look. */
const looksAt = async (subject: string): Promise<readonly Entry[]> => {
  const path = `/events/search?type=personal.data.read&subject=${encodeURIComponent(subject)}`;
  const { body } = await system.call('GET', path, { token: shop.admin });
  return (body as { events: Entry[] }).events;
};
const by = async (role: Role) => {
  const userId = uuidV7();
  return { actor: `user:${userId}`, token: await system.tokenFor([role], userId) };
};

it('records which of the staff was shown whose data, and neither the owner nor a service', async () => {
  const user = await signInByPhone(system, newPhone(), 'Asha Rao');
  const subject = `user:${user.userId}`;
  const paths = [`/users/${user.userId}`, `/users/${user.userId}/addresses`] as const;
  const { token: service } = await by('service');
  for (const path of paths)
    for (const token of [user.accessToken, service])
      expect((await system.call('GET', path, { token })).status).toBe(200);
  expect(await looksAt(subject)).toEqual([]);
  const [support, admin] = [await by('support'), await by('admin')];
  expect((await system.call('GET', paths[0], { token: support.token })).status).toBe(200);
  expect((await system.call('GET', paths[1], { token: support.token })).status).toBe(403);
  expect(
    (await system.call('GET', paths[1].replace(user.userId, user.userId.toUpperCase()), { token: admin.token })).status,
  ).toBe(200);
  const looks = await looksAt(subject);
  expect(looks.map(({ actor, text, class: kept }) => ({ actor, text, kept }))).toEqual([
    { actor: admin.actor, text: 'GET /users/:userId/addresses', kept: 'audit' },
    { actor: support.actor, text: 'GET /users/:userId', kept: 'audit' },
  ]);
  expect(JSON.stringify(looks)).not.toContain('Asha');
});

it('records who looked at an order that names its buyer', async () => {
  const { buyer, id } = await desk.confirmed();
  const support = await by('support');
  expect((await buyer.get(`/orders/${id}`)).status).toBe(200);
  expect((await system.call('GET', `/orders/${id}`, { token: support.token })).status).toBe(200);
  expect(await looksAt(`order:${id}`)).toMatchObject([{ actor: support.actor, text: 'GET /orders/:id' }]);
});

it('shows nothing that cannot be recorded', async () => {
  const append = () => Promise.reject(new StoreUnavailable('The event log', 'is away', undefined));
  const look = {
    route: { path: '/users/:userId', owner: 'userId' },
    params: { userId: uuidV7() },
    correlationId: uuidV7(),
    now: '2026-01-01T00:00:00.000Z',
  };
  const ports = { timelines: { append } } as never;
  const caller = (roles: readonly Role[]) => ({ userId: uuidV7(), roles });
  await expect(recordLook({ ...look, caller: caller(['support']) }, ports)).rejects.toThrow(StoreUnavailable);
  await expect(recordLook({ ...look, caller: caller(['customer']) }, ports)).resolves.toBeUndefined();
});
