import { reject, type Decider } from '../../kernel/decider.ts';
import { DAY_MS, instantAfter } from '../../kernel/calendar.ts';
import { webhookPolicy } from '../../policy/webhook.ts';
import type { WebhookTaskCommand } from './commands.ts';
import type { WebhookTaskEvent } from './events.ts';

export type WebhookTaskRejection = 'InvalidReplayStart';

/** Something asked for once. What it does lies with whoever delivers, since that is bounded there. */
export const webhookTaskDecider: Decider<boolean, WebhookTaskCommand, WebhookTaskEvent, WebhookTaskRejection> = {
  initial: false,
  evolve: () => true,
  decide: ({ type, data }, isRequested, now) => {
    if (isRequested) return [];
    switch (type) {
      case 'RequestWebhookTest':
        return [{ type: 'WebhookTestRequested', data: { ...data, requestedAt: now } }];
      case 'RequestWebhookResend':
        return [{ type: 'WebhookResendRequested', data: { ...data, requestedAt: now } }];
      case 'RequestWebhookReplay': {
        const { value: keptMs } = webhookPolicy.keptMs;
        if (data.since > now || data.since < instantAfter(now, -keptMs))
          return reject(
            'InvalidReplayStart',
            `since: deliveries are kept ${keptMs / DAY_MS} days; name an instant of these.`,
          );
        return [{ type: 'WebhookReplayRequested', data: { ...data, requestedAt: now } }];
      }
    }
  },
};
