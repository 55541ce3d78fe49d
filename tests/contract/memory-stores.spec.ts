import { memoryCache } from '../../infra/memory/cache.ts';
import { memoryRateLimiter } from '../../infra/memory/rate-limiter.ts';
import { memoryRevokedSessions } from '../../infra/memory/revoked-sessions.ts';
import { cacheContract } from './cache.ts';
import { rateLimiterContract, revokedSessionsContract } from './coordination.ts';

cacheContract('in memory', () => memoryCache(Date.now));
rateLimiterContract('in memory', memoryRateLimiter);
revokedSessionsContract('in memory', () => memoryRevokedSessions(Date.now));
