import { defineAggregate } from '../../kernel/aggregate.ts';
import { oauthGrantCommands } from './commands.ts';
import { oauthGrantDecider } from './decider.ts';
import { oauthGrantEvents } from './events.ts';

/** `oauthGrant-<grantId>`: one permission of a client, from the authorization code to its end. */
export const oauthGrant = defineAggregate({
  category: 'oauthGrant',
  events: oauthGrantEvents,
  commands: oauthGrantCommands,
  streamId: ({ data }) => data.grantId,
  opens: ['IssueOAuthCode', 'GrantOAuthClient'],
  decider: oauthGrantDecider,
});
