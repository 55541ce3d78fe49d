import type { Ports } from '../../domains/kernel/ports/index.ts';
import { keyedSecrets } from '../../infra/auth/secrets.ts';
import { memoryCache } from '../../infra/memory/cache.ts';
import { memoryPersonKeys } from '../../infra/memory/person-keys.ts';
import type { SimulatedGateway } from './gateway.ts';
import type { Random } from './random.ts';

/** The ports that checkouts use; nothing here has chance or time of its own. The others are absent, so that a use fails. */
export const simulatedPorts = (random: Random, gateway: SimulatedGateway, nowMs: () => number): Ports =>
  ({
    cache: memoryCache(nowMs),
    paymentGateway: gateway,
    personKeys: memoryPersonKeys(),
    secrets: { ...keyedSecrets(Buffer.alloc(32, 7)), randomToken: () => random.uuid() },
    smsSender: { sendOtp: () => Promise.resolve({ messageId: null }) },
  }) as unknown as Ports;
