import { createHash } from 'node:crypto';
import { streamSignals } from '../../command-api/stream-signals.ts';
import { writeContext } from '../../command-api/write-context.ts';
import type { EventStore } from '../../domains/kernel/event-store.ts';
import { commandHandler } from '../../domains/kernel/handle.ts';
import type { Ports } from '../../domains/kernel/ports/index.ts';
import { user } from '../../domains/user/index.ts';
import { keyedSecrets } from '../../infra/auth/secrets.ts';
import { memoryCache } from '../../infra/memory/cache.ts';
import { memoryPersonKeys } from '../../infra/memory/person-keys.ts';
import { memoryRevokedSessions } from '../../infra/memory/revoked-sessions.ts';

/** What a process throws when it is killed; the append before it has happened. */
export class Killed extends Error {}

/** The log as a process sees it that is killed right after its `appendsMax`th append. */
export const killedAfter = (store: EventStore, appendsMax: number): EventStore => {
  let appends = 0;
  return {
    ...store,
    append: async (stream, expected, events) => {
      const outcome = await store.append(stream, expected, events);
      if ((appends += 1) === appendsMax) throw new Killed();
      return outcome;
    },
  };
};

const unused = (): never => {
  throw new Error('not part of this test');
};
export const secrets = keyedSecrets(Buffer.alloc(32, 7));

/** Ports of one installation: every process of it shares them. The password hash is quick, since its cost is not the point. */
export const identityPorts = (nowMs: () => number): Ports => ({
  accessTokens: { issue: ({ userId }) => Promise.resolve(`token of ${userId}`), verify: unused, jwks: unused },
  cache: memoryCache(nowMs),
  courierGateway: undefined,
  mailSender: { send: unused },
  passwordHasher: {
    hash: (password) => Promise.resolve(createHash('sha256').update(password).digest('hex')),
    verify: unused,
  },
  paymentGateway: undefined as unknown as Ports['paymentGateway'],
  personKeys: memoryPersonKeys(),
  revokedSessions: memoryRevokedSessions(nowMs),
  searchIndex: { readModels: [], search: unused, suggest: unused },
  secrets,
  smsSender: { sendOtp: unused },
  whatsappSender: undefined,
  voiceCaller: undefined,
  timelines: { append: unused, page: unused, find: unused },
  webhookTarget: { refusal: unused, post: unused },
});

export type IdentityProcess = {
  /** Carries out one write as the command API does, under this Idempotency-Key. */
  post(path: string, body: unknown, key: string): Promise<Record<string, unknown>>;
};

/** One process of the command API, with nothing remembered from before. */
export const identityProcess = (store: EventStore, ports: Ports, nowMs: () => number): IdentityProcess => {
  const now = (): string => new Date(nowMs()).toISOString();
  const handler = commandHandler({ store, now, pause: () => Promise.resolve() });
  const feed = store.subscribe(undefined, ({ events }) => {
    for (const event of events) handler.observe(event);
    return Promise.resolve();
  });
  void feed.closed;
  return {
    post: async (path, body, key) => {
      const route = user.writes.find((one) => one.path === path && one.method === 'POST')!;
      const request = { caller: undefined, commandId: key, correlationId: key, ip: '192.0.2.1', headers: {} };
      const context = writeContext(
        { ...request, rawBody: undefined, expectedRevision: undefined, now: now() },
        { handler, ports, signals: streamSignals() },
      );
      const input = { params: undefined, query: undefined, body: route.body?.parse(body) };
      return (await route.run(input, context)) as Record<string, unknown>;
    },
  };
};
