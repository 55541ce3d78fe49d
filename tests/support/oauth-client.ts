import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { newPhone, signInByPhone } from './phone-sign-in.ts';
import type { TestSystem } from './system.ts';

export const BACK = 'https://wardrobe.example/back';
export type Registered = { readonly clientId: string; readonly clientSecret: string | null };
export type OAuthAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, string>>;
};

export const registerClient = async (system: TestSystem, change: object = {}): Promise<Registered> => {
  const answer = await system.call('POST', '/oauth-clients', {
    token: await system.tokenFor(['admin']),
    body: {
      name: 'Wardrobe',
      redirectUris: [BACK],
      scopes: ['shop'],
      grantTypes: ['authorization_code'],
      ...change,
    },
  });
  expect(answer.status).toBe(201);
  return answer.body as Registered;
};

const asked = async (url: string, init: RequestInit): Promise<OAuthAnswer> => {
  const answer = await fetch(url, init);
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as OAuthAnswer['body'] };
};

/** A form as a client sends it, with its secret as HTTP Basic where it has one. */
export const post = (
  system: TestSystem,
  path: string,
  { clientId, clientSecret }: Registered,
  form: Readonly<Record<string, string>>,
): Promise<OAuthAnswer> =>
  asked(`${system.url}/oauth/${path}`, {
    method: 'POST',
    headers:
      clientSecret === null
        ? {}
        : { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams(clientSecret === null ? { client_id: clientId, ...form } : { ...form }),
  });

export const newVerifier = (): string => randomBytes(32).toString('base64url');
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** The app's question and the user's answer to it. */
export const authorize = (
  system: TestSystem,
  accessToken: string,
  query: Readonly<Record<string, string>>,
): Promise<OAuthAnswer> =>
  asked(`${system.url}/oauth/authorize?${new URLSearchParams({ response_type: 'code', ...query }).toString()}`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });

/** A code that the user has agreed to, and its verifier. */
export const consent = async (
  system: TestSystem,
  accessToken: string,
  { clientId }: Registered,
  change: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: string; readonly code_verifier: string }> => {
  const verifier = newVerifier();
  const answer = await authorize(system, accessToken, {
    client_id: clientId,
    redirect_uri: BACK,
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
    state: 'xyz',
    allowed: 'true',
    ...change,
  });
  expect(answer.status).toBe(200);
  const target = new URL(answer.body['redirectTo']!);
  expect(target.searchParams.get('state')).toBe('xyz');
  return { code: target.searchParams.get('code')!, code_verifier: verifier };
};

/** Redeems a code. */
export const redeem = (
  system: TestSystem,
  client: Registered,
  form: Readonly<Record<string, string>>,
): Promise<OAuthAnswer> =>
  post(system, 'token', client, { grant_type: 'authorization_code', redirect_uri: BACK, ...form });

/** A user, a client that is registered, and what the client does with the user's consent. */
export const oauthParties = async (system: TestSystem) => {
  const user = await signInByPhone(system, newPhone());
  const client = await registerClient(system);
  return {
    user,
    client,
    tokensFor: async (): Promise<OAuthAnswer> =>
      redeem(system, client, await consent(system, user.accessToken, client)),
    refresh: (token: string, more: Record<string, string> = {}, by = client): Promise<OAuthAnswer> =>
      post(system, 'token', by, { grant_type: 'refresh_token', refresh_token: token, ...more }),
    profileBy: (token: string) => system.call('GET', `/users/${user.userId}`, { token }),
  };
};

export type OAuthParties = Awaited<ReturnType<typeof oauthParties>>;

/** What a refusal of the token endpoint looks like. */
export const refused = (error: string, status = 400) => ({ status, body: { error } });
