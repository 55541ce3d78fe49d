import { v7 as uuidV7 } from 'uuid';
import type { NewEvent } from '../../domains/kernel/event-store.ts';

/** A registration with personal data, as the user domain writes it. */
export const userRegistered = (userId: string): NewEvent => ({
  type: 'UserRegistered',
  eventId: uuidV7(),
  data: {
    userId,
    name: 'Asha Devi Rao',
    phone: '+919876543210',
    phoneId: null,
    phoneVerified: true,
    email: 'asha@example.com',
    emailId: null,
    passwordHash: null,
    roles: ['customer'],
    referralCode: null,
    registeredAt: '2026-01-01T00:00:00.000Z',
  },
  metadata: {
    correlationId: uuidV7(),
    causationId: uuidV7(),
    actor: 'test',
    schemaVersion: 1,
    recordedAt: '2026-01-01T00:00:00.000Z',
  },
});
