import type { Instant } from '../../../event-schemas/primitives.ts';
import { reject, sameData, type Decider, type Rejected } from '../../kernel/decider.ts';
import { webhookPolicy } from '../../policy/webhook.ts';
import type { WebhookEndpointCommand } from './commands.ts';
import type { WebhookEndpointEvent, WebhookPause, WebhookTerms } from './events.ts';
import type { WebhookEndpoint, WebhookEndpoints } from './state.ts';

export type WebhookEndpointRejection = 'WebhookEndpointNotFound' | 'WebhookEndpointIdTaken' | 'TooManyWebhookEndpoints';

const termsOf = ({ url, eventTypes, description }: WebhookTerms): WebhookTerms => ({ url, eventTypes, description });
const sameTerms = (a: WebhookTerms, b: WebhookTerms): boolean => sameData(termsOf(a), termsOf(b));

const changed = (endpoint: WebhookEndpoint, event: WebhookEndpointEvent): WebhookEndpoint => {
  switch (event.type) {
    case 'WebhookEndpointChanged':
      return { ...endpoint, ...termsOf(event.data) };
    case 'WebhookSecretRotated': {
      const { secretId, previousUntil } = event.data;
      return { ...endpoint, secretId, previous: { secretId: endpoint.secretId, until: previousUntil } };
    }
    case 'WebhookEndpointPaused':
      return { ...endpoint, paused: { reason: event.data.reason, at: event.data.pausedAt } };
    case 'WebhookEndpointResumed':
      return { ...endpoint, paused: undefined };
    default:
      return endpoint;
  }
};

type Pausing = Extract<WebhookEndpointCommand, { type: 'PauseWebhookEndpoint' | 'ResumeWebhookEndpoint' }>;

/** A person's word stands above the circuit breaker's, which neither pauses nor resumes what somebody has paused; a full queue stands above both. */
const pauseOrResume = (
  { type, data }: Pausing,
  { paused, registeredBy }: WebhookEndpoint,
  now: Instant,
): readonly WebhookEndpointEvent[] => {
  const { endpointId } = data;
  if (type === 'PauseWebhookEndpoint') {
    const { reason } = data;
    const stays: Readonly<Record<WebhookPause, readonly WebhookPause[]>> = {
      byHand: ['byHand'],
      failing: ['byHand', 'failing', 'gone', 'overflowing'],
      gone: ['byHand', 'gone', 'overflowing'],
      overflowing: ['gone', 'overflowing'],
    };
    if (paused !== undefined && stays[reason].includes(paused.reason)) return [];
    return [{ type: 'WebhookEndpointPaused', data: { endpointId, reason, registeredBy, pausedAt: now } }];
  }
  const { by } = data;
  if (paused === undefined || (by === 'probe' && paused.reason !== 'failing')) return [];
  return [{ type: 'WebhookEndpointResumed', data: { endpointId, by, resumedAt: now } }];
};

type Registration = Extract<WebhookEndpointCommand, { type: 'RegisterWebhookEndpoint' }>['data'];

const register = (
  data: Registration,
  endpoints: WebhookEndpoints,
  now: Instant,
): readonly WebhookEndpointEvent[] | Rejected<WebhookEndpointRejection> => {
  const { endpointsMax } = webhookPolicy;
  if (endpoints.length >= endpointsMax.value)
    return reject('TooManyWebhookEndpoints', `There are ${endpointsMax.value} endpoints; remove one first.`);
  return [{ type: 'WebhookEndpointRegistered', data: { ...data, registeredAt: now } }];
};

export const webhookEndpointDecider: Decider<
  WebhookEndpoints,
  WebhookEndpointCommand,
  WebhookEndpointEvent,
  WebhookEndpointRejection
> = {
  initial: [],

  evolve: (endpoints, event) => {
    const { endpointId } = event.data;
    if (event.type === 'WebhookEndpointRegistered')
      return [...endpoints, { ...event.data, previous: undefined, paused: undefined }];
    if (event.type === 'WebhookEndpointRemoved') return endpoints.filter((each) => each.endpointId !== endpointId);
    return endpoints.map((each) => (each.endpointId === endpointId ? changed(each, event) : each));
  },

  decide: (command, endpoints, now) => {
    const { endpointId } = command.data;
    const present = endpoints.find((each) => each.endpointId === endpointId);
    if (command.type === 'RegisterWebhookEndpoint') {
      if (present === undefined) return register(command.data, endpoints, now);
      return sameTerms(present, command.data) ? [] : reject('WebhookEndpointIdTaken');
    }
    if (present === undefined) return command.type === 'RemoveWebhookEndpoint' ? [] : reject('WebhookEndpointNotFound');
    switch (command.type) {
      case 'ChangeWebhookEndpoint':
        if (sameTerms(present, command.data)) return [];
        return [{ type: 'WebhookEndpointChanged', data: { ...command.data, changedAt: now } }];
      case 'RotateWebhookSecret':
        return present.secretId === command.data.secretId ? [] : [{ type: 'WebhookSecretRotated', data: command.data }];
      case 'PauseWebhookEndpoint':
      case 'ResumeWebhookEndpoint':
        return pauseOrResume(command, present, now);
      case 'RemoveWebhookEndpoint':
        return [{ type: 'WebhookEndpointRemoved', data: { endpointId, removedAt: now } }];
    }
  },
};
