import type { AccessTokens } from './access-tokens.ts';
import type { Cache } from './cache.ts';
import type { CourierGateway } from './courier-gateway.ts';
import type { MailSender } from './mail-sender.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { PaymentGateway } from './payment-gateway.ts';
import type { PersonKeys } from './person-keys.ts';
import type { RevokedSessions } from './revoked-sessions.ts';
import type { SearchIndex } from './search-index.ts';
import type { Secrets } from './secrets.ts';
import type { SmsSender } from './sms-sender.ts';
import type { TimelineStore } from './timeline-store.ts';
import type { WebhookTarget } from './webhook-target.ts';

/** The outside, by need. Each port has an embedded and a stack side, and one contract suite for both. */
export type Ports = {
  readonly accessTokens: AccessTokens;
  readonly cache: Cache;
  /** Undefined where parcels are handed over without our help. */
  readonly courierGateway: CourierGateway | undefined;
  readonly mailSender: MailSender;
  readonly passwordHasher: PasswordHasher;
  readonly paymentGateway: PaymentGateway;
  readonly personKeys: PersonKeys;
  readonly revokedSessions: RevokedSessions;
  readonly searchIndex: SearchIndex;
  readonly secrets: Secrets;
  readonly smsSender: SmsSender;
  /** Further ways to bring a code to a phone, where this shop has them. */
  readonly whatsappSender: SmsSender | undefined;
  readonly voiceCaller: SmsSender | undefined;
  readonly timelines: TimelineStore;
  readonly webhookTarget: WebhookTarget;
};
