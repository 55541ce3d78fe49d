import { createHash } from 'node:crypto';
import { textAt, type Life } from '../life.ts';
import { CPU_MS, operation, type Operation } from '../operation.ts';

const BACK = 'https://wardrobe.example/back';
const VERIFIER = 'v'.repeat(64);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const client = (life: Life) => ({ as: 'admin', path: { clientId: life.recall('client') } }) as const;
const credentials = (life: Life) => ({
  client_id: life.recall('client'),
  client_secret: life.recall('clientSecret'),
});
const rememberSecret = (life: Life, body: unknown): void => life.remember('clientSecret', textAt(body, 'clientSecret'));

/** A third party that acts for the member; while the member is signed in. */
export const oauthOperations: readonly Operation[] = [
  operation('POST /oauth-clients', {
    cpuMs: CPU_MS.oneEvent,
    ask: ({ number }) => ({
      as: 'admin',
      body: {
        name: `Wardrobe ${number}`,
        redirectUris: [BACK],
        scopes: ['shop'],
        grantTypes: ['authorization_code'],
      },
    }),
    learn: (life, body) => {
      life.remember('client', textAt(body, 'clientId'));
      rememberSecret(life, body);
    },
  }),
  operation('GET /oauth-clients', { ask: () => ({ as: 'admin' }) }),
  operation('POST /oauth-clients/{clientId}/secret', { cpuMs: CPU_MS.oneEvent, ask: client, learn: rememberSecret }),
  operation('GET /.well-known/jwks.json', { ask: () => ({ as: 'nobody' }) }),
  operation('GET /.well-known/oauth-authorization-server', { ask: () => ({ as: 'nobody' }) }),
  operation('GET /oauth/authorize', {
    writes: true,
    ask: (life) => ({
      token: life.recall('memberToken'),
      query: new URLSearchParams({
        response_type: 'code',
        client_id: life.recall('client'),
        redirect_uri: BACK,
        code_challenge: CHALLENGE,
        code_challenge_method: 'S256',
        state: 'xyz',
        allowed: 'true',
      }).toString(),
    }),
    learn: (life, body) => {
      life.remember('oauthCode', new URL(textAt(body, 'redirectTo')).searchParams.get('code') ?? '');
    },
    note: 'the user agrees',
  }),
  operation('POST /oauth/token', {
    ask: (life) => ({
      as: 'nobody',
      form: {
        ...credentials(life),
        grant_type: 'authorization_code',
        redirect_uri: BACK,
        code: life.recall('oauthCode'),
        code_verifier: VERIFIER,
      },
    }),
    learn: (life, body) => life.remember('oauthRefresh', textAt(body, 'refresh_token')),
  }),
  operation('POST /oauth/revoke', {
    ask: (life) => ({ as: 'nobody', form: { ...credentials(life), token: life.recall('oauthRefresh') } }),
  }),
  operation('DELETE /oauth-clients/{clientId}', { cpuMs: CPU_MS.oneEvent, ask: client }),
];
