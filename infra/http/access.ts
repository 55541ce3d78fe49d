import type { Caller, Role } from '../../domains/kernel/routes.ts';
import { ProblemError } from './problem.ts';

/** Answers who holds this Authorization header, undefined for nobody, and throws a 401 for a credential that is not valid. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller | undefined>;

const ACT_FOR_OTHERS: readonly Role[] = ['admin', 'support', 'service'];
type Guarded = { readonly allow: readonly (Role | 'public')[]; readonly owner?: string };

/** Deny by default: a role that the route names, and for an owner's route the owner or somebody who acts for others. */
export const checkAccess = (
  route: Guarded,
  caller: Caller | undefined,
  params: Readonly<Record<string, string>>,
): void => {
  if (caller === undefined) {
    if (route.allow.includes('public') && route.owner === undefined) return;
    throw new ProblemError(401, 'Unauthenticated', 'Send an access token as "Authorization: Bearer ...".');
  }
  if (!route.allow.includes('public') && !caller.roles.some((role) => route.allow.includes(role)))
    throw new ProblemError(403, 'Forbidden', 'Your role may not do this.');
  if (route.owner === undefined || params[route.owner]?.toLowerCase() === caller.userId) return;
  if (!caller.roles.some((role) => ACT_FOR_OTHERS.includes(role)))
    throw new ProblemError(403, 'Forbidden', 'This belongs to somebody else.');
};
