import type { Caller, Role } from '../../domains/kernel/routes.ts';
import { ProblemError } from './problem.ts';

/** Answers who holds this Authorization header, undefined for nobody, and throws a 401 for a credential that is not valid. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller | undefined>;

/** The credential of a request; `X-API-Key: k` says the same as `Authorization: ApiKey k`. */
export const credentialOf = (headers: Readonly<Record<string, string | string[] | undefined>>): string | undefined => {
  const { authorization, 'x-api-key': apiKey } = headers;
  if (typeof authorization === 'string') return authorization;
  return typeof apiKey === 'string' ? `ApiKey ${apiKey}` : undefined;
};

/** May use the routes of any owner without being named by each of them. */
const ACT_FOR_ANYONE: readonly Role[] = ['admin', 'service'];
type Guarded = {
  readonly allow: readonly (Role | 'public')[];
  readonly owner?: string;
  readonly standIns?: readonly Role[];
  readonly firstParty?: true;
};

const standInsOf = ({ allow, standIns }: Guarded): readonly Role[] =>
  standIns ?? (allow.includes('support') ? [...ACT_FOR_ANYONE, 'support'] : ACT_FOR_ANYONE);

/** Deny by default: a role that the route names; on an owner's route the owner, or somebody who acts for others. */
export const checkAccess = (
  route: Guarded,
  caller: Caller | undefined,
  params: Readonly<Record<string, string>>,
): void => {
  if (caller === undefined) {
    if (route.allow.includes('public') && route.owner === undefined) return;
    throw new ProblemError(401, 'Unauthenticated', 'Send an access token as "Authorization: Bearer ...".');
  }
  if (route.firstParty === true && caller.clientId !== undefined)
    throw new ProblemError(403, 'ThirdPartyNotAllowed', 'Only the user may do this, signed in to the shop itself.');
  const standsIn = route.owner !== undefined && caller.roles.some((role) => standInsOf(route).includes(role));
  if (standsIn) return;
  const named = route.allow.includes('public') || caller.roles.some((role) => route.allow.includes(role));
  if (!named) throw new ProblemError(403, 'Forbidden', 'Your role may not do this.');
  if (route.owner === undefined || params[route.owner]?.toLowerCase() === caller.userId) return;
  throw new ProblemError(403, 'Forbidden', 'This belongs to somebody else.');
};
