import { memoryCache } from '../../infra/memory/cache.ts';
import { memoryLeases } from '../../infra/memory/leases.ts';
import { memoryRateLimiter } from '../../infra/memory/rate-limiter.ts';
import { memoryRevokedSessions } from '../../infra/memory/revoked-sessions.ts';
import { memoryRowViews } from '../../infra/memory/row-views.ts';
import { memoryTrending } from '../../infra/memory/trending.ts';
import { cacheContract } from './cache.ts';
import { leasesContract, rateLimiterContract, revokedSessionsContract, trendingContract } from './coordination.ts';
import { rowViewsContract } from './row-views.ts';

cacheContract('in memory', () => memoryCache(Date.now));
leasesContract('in memory', () => memoryLeases(Date.now));
rateLimiterContract('in memory', memoryRateLimiter);
revokedSessionsContract('in memory', () => memoryRevokedSessions(Date.now));
trendingContract('in memory', memoryTrending);
rowViewsContract('in memory', memoryRowViews);
