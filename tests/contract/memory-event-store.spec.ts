import { memoryEventStore } from '../../infra/memory/event-store.ts';
import { eventStoreContract } from './event-store.ts';

eventStoreContract('in memory', () => Promise.resolve({ store: memoryEventStore(), close: () => Promise.resolve() }));
