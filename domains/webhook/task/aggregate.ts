import { defineAggregate } from '../../kernel/aggregate.ts';
import { webhookTaskCommands } from './commands.ts';
import { webhookTaskDecider } from './decider.ts';
import { webhookTaskEvents } from './events.ts';

/** `webhookTask-<taskId>`: a test, a resend or a replay that an admin asked for. */
export const webhookTask = defineAggregate({
  category: 'webhookTask',
  events: webhookTaskEvents,
  commands: webhookTaskCommands,
  streamId: ({ data }) => data.taskId,
  opens: ['RequestWebhookTest', 'RequestWebhookResend', 'RequestWebhookReplay'],
  decider: webhookTaskDecider,
});
