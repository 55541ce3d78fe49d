import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jwtAccessTokens } from './access-tokens.ts';
import { openInstallation } from './installation.ts';

const caller = { userId: '01980000-0000-7000-8000-000000000001', roles: ['customer'] } as const;
const given = Buffer.alloc(32, 7).toString('base64');
const other = Buffer.alloc(32, 8).toString('base64');

it('lets processes that share only the given secret trust each other, and no others', async () => {
  const tokensOf = async (secret: string) =>
    jwtAccessTokens((await openInstallation('/nowhere', secret)).signingKey, Date.now);
  const token = await (await tokensOf(given)).issue(caller, 60);
  expect(await (await tokensOf(given)).verify(token)).toEqual(caller);
  expect(await (await tokensOf(other)).verify(token)).toBeUndefined();
});

it('keeps what it makes in the data directory, also when many start at once', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'installation-'));
  const opened = await Promise.all(Array.from({ length: 8 }, () => openInstallation(directory, undefined)));
  const again = await openInstallation(directory, undefined);
  for (const { secret, signingKey } of opened) {
    expect(again.secret).toEqual(secret);
    expect(again.signingKey.equals(signingKey)).toBe(true);
  }
  const files = await readdir(join(directory, 'secrets'));
  expect(files.sort()).toEqual(['access-token-key.pem', 'installation']);
  for (const file of files) expect((await stat(join(directory, 'secrets', file))).mode & 0o777).toBe(0o600);
  await rm(directory, { recursive: true });
});
