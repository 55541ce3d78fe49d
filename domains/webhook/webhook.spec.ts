import { describe, expect, it } from 'vitest';
import { deciderSpec } from '../kernel/spec.ts';
import { webhookPolicy } from '../policy/webhook.ts';
import { UserId } from '../../event-schemas/primitives.ts';
import { webhookEndpointDecider } from './endpoints/decider.ts';
import { WebhookTerms, type WebhookEndpointEvent, type WebhookPause } from './endpoints/events.ts';
import { WebhookDeliveryId, WebhookEndpointId, WebhookTaskId } from './ids.ts';
import { webhookSecret } from './secret.ts';
import { webhookTaskDecider } from './task/decider.ts';

const NOW = '2026-11-23T12:00:00.000Z';
const idOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const registeredBy = UserId.parse(idOf(900));
const terms = { url: 'https://partner.example/hook', eventTypes: ['order.created' as const], description: 'partner' };
const whole = (n = 1) => ({
  endpointId: WebhookEndpointId.parse(idOf(n)),
  ...terms,
  secretId: idOf(100),
  registeredBy,
});
const registered = (n = 1): WebhookEndpointEvent => ({
  type: 'WebhookEndpointRegistered',
  data: { ...whole(n), registeredAt: NOW },
});
const register = (n = 1) => ({ type: 'RegisterWebhookEndpoint', data: whole(n) }) as const;
const { endpointId } = whole();
const pause = (reason: WebhookPause) => ({ type: 'PauseWebhookEndpoint', data: { endpointId, reason } }) as const;
const paused = (reason: WebhookPause): WebhookEndpointEvent => ({
  type: 'WebhookEndpointPaused',
  data: { endpointId, reason, registeredBy, pausedAt: NOW },
});
const resume = (by: 'hand' | 'probe') => ({ type: 'ResumeWebhookEndpoint', data: { endpointId, by } }) as const;
const resumed = (by: 'hand' | 'probe'): WebhookEndpointEvent => ({
  type: 'WebhookEndpointResumed',
  data: { endpointId, by, resumedAt: NOW },
});
const given = deciderSpec(webhookEndpointDecider, NOW);

describe('the webhook endpoints', () => {
  it('are registered once each, so many at most', () => {
    const all = Array.from({ length: webhookPolicy.endpointsMax.value }, (_, n) => registered(n + 1));
    given().when(register()).then(registered());
    given(...all.slice(1))
      .when(register())
      .then(registered());
    given(...all)
      .when(register(99))
      .rejects('TooManyWebhookEndpoints');
    given({
      ...registered(),
      data: { ...whole(), url: 'https://other.example', registeredAt: NOW },
    } as WebhookEndpointEvent)
      .when(register())
      .rejects('WebhookEndpointIdTaken');
  });
  it('make room when one is removed', () => {
    const remove = { type: 'RemoveWebhookEndpoint', data: { endpointId } } as const;
    given(registered())
      .when(remove)
      .then({ type: 'WebhookEndpointRemoved', data: { endpointId, removedAt: NOW } });
  });
  it('can be changed', () => {
    const data = { endpointId, ...terms, eventTypes: ['user.registered' as const] };
    const change = { type: 'ChangeWebhookEndpoint', data } as const;
    given(registered())
      .when(change)
      .then({ type: 'WebhookEndpointChanged', data: { ...data, changedAt: NOW } });
    given().when(change).rejects('WebhookEndpointNotFound');
  });
  it('keep two live secrets while one takes the place of the other', () => {
    const data = { endpointId, secretId: idOf(101), previousUntil: '2026-11-24T12:00:00.000Z' };
    given(registered()).when({ type: 'RotateWebhookSecret', data }).then({ type: 'WebhookSecretRotated', data });
    const [endpoint] = [registered(), { type: 'WebhookSecretRotated' as const, data }].reduce(
      webhookEndpointDecider.evolve,
      webhookEndpointDecider.initial,
    );
    expect(endpoint).toMatchObject({
      secretId: idOf(101),
      previous: { secretId: idOf(100), until: data.previousUntil },
    });
    given().when({ type: 'RotateWebhookSecret', data }).rejects('WebhookEndpointNotFound');
  });
  it('are paused by the breaker and resumed by a probe, unless somebody has said otherwise', () => {
    given(registered()).when(pause('failing')).then(paused('failing'));
    given(registered(), paused('failing')).when(resume('probe')).then(resumed('probe'));
    given(registered(), paused('byHand')).when(resume('probe')).then();
    given(registered(), paused('gone')).when(resume('probe')).then();
    given(registered(), paused('byHand')).when(pause('failing')).then();
    given(registered(), paused('byHand')).when(pause('gone')).then();
    given(registered(), paused('failing')).when(pause('gone')).then(paused('gone'));
    given(registered(), paused('failing')).when(pause('byHand')).then(paused('byHand'));
    given(registered(), paused('failing')).when(pause('overflowing')).then(paused('overflowing'));
    given(registered(), paused('byHand')).when(pause('overflowing')).then(paused('overflowing'));
    given(registered(), paused('overflowing')).when(pause('gone')).then();
    given(registered(), paused('gone')).when(resume('hand')).then(resumed('hand'));
    given().when(pause('byHand')).rejects('WebhookEndpointNotFound');
    given().when(resume('hand')).rejects('WebhookEndpointNotFound');
  });
  it('take each event type once, and no other scheme than HTTP', () => {
    const isTaken = (change: object): boolean => WebhookTerms.safeParse({ ...terms, ...change }).success;
    expect(isTaken({})).toBe(true);
    expect(isTaken({ eventTypes: ['order.created', 'order.created'] })).toBe(false);
    expect(isTaken({ eventTypes: [] })).toBe(false);
    expect(isTaken({ eventTypes: ['order.made'] })).toBe(false);
    expect(isTaken({ url: 'file:///etc/passwd' })).toBe(false);
  });
});

describe('the secret of an endpoint', () => {
  it('is 32 bytes in base64 behind whsec_, another one for each rotation', () => {
    const keyedHash = (...parts: readonly string[]): string =>
      parts.join('').replace(/\D/g, '').slice(-64).padStart(64, '0');
    const secret = webhookSecret({ keyedHash }, endpointId, idOf(1));
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhookSecret({ keyedHash }, endpointId, idOf(2))).not.toBe(secret);
  });
});

describe('a task of an admin', () => {
  const task = { taskId: WebhookTaskId.parse(idOf(7)), endpointId };
  const given = deciderSpec(webhookTaskDecider, NOW);
  it('is asked for once', () => {
    const test = { ...task, messageId: idOf(8) };
    given()
      .when({ type: 'RequestWebhookTest', data: test })
      .then({ type: 'WebhookTestRequested', data: { ...test, requestedAt: NOW } });
    const resend = { ...task, deliveryId: WebhookDeliveryId.parse(idOf(9)) };
    given()
      .when({ type: 'RequestWebhookResend', data: resend })
      .then({ type: 'WebhookResendRequested', data: { ...resend, requestedAt: NOW } });
  });
  it('replays from an instant of the days that are kept', () => {
    const replay = (since: string) => ({ ...task, since, onlyFailed: true });
    const first = '2026-10-24T12:00:00.000Z';
    given()
      .when({ type: 'RequestWebhookReplay', data: replay(first) })
      .then({ type: 'WebhookReplayRequested', data: { ...replay(first), requestedAt: NOW } });
    for (const since of ['2026-10-24T11:59:59.999Z', '2026-11-23T12:00:00.001Z'])
      given()
        .when({ type: 'RequestWebhookReplay', data: replay(since) })
        .rejects('InvalidReplayStart');
  });
});
