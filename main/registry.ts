import { crossDomainWrites } from '../command-api/routes/index.ts';
import { domains } from '../domains/index.ts';
import type { AnyAggregate, Domain } from '../domains/kernel/aggregate.ts';
import type { AnyProjection } from '../domains/kernel/projection.ts';
import type { Reactor } from '../domains/kernel/reactor.ts';
import type { ReadRoute, WriteRoute } from '../domains/kernel/routes.ts';
import type { AnySaga } from '../domains/kernel/saga.ts';
import { crossDomainProjections } from '../projections/index.ts';
import { crossDomainReads } from '../read-api/queries/index.ts';
import { reactors, sagas } from '../sagas/index.ts';
import { sagaAggregates } from '../sagas/saga-step.ts';

/** Stands for the routes and read models over two or more domains in `SERVICES`. */
export const CROSS_DOMAIN = 'cross-domain';

/** What a process runs. Streams are never narrowed, since any domain's facts may be folded by any process. */
export type Registry = {
  /** Names a narrowed process apart from others of its kind: its leases, checkpoints and consumer groups; '' for all. */
  readonly suffix: string;
  readonly writes: readonly WriteRoute[];
  readonly reads: readonly ReadRoute[];
  readonly projections: readonly AnyProjection[];
  readonly sagas: readonly AnySaga[];
  readonly reactors: readonly Reactor[];
  readonly aggregates: readonly AnyAggregate[];
  /** The same with the streams of the sagas, which take no commands. */
  readonly streams: readonly AnyAggregate[];
};

const aggregates = domains.flatMap((domain) => domain.aggregates);
const streams = [...aggregates, ...sagaAggregates(sagas)];

const servicesOf = (narrowedTo: string): ReadonlySet<string> | undefined => {
  const names = narrowedTo
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const known = [...domains.map(({ name }) => name), CROSS_DOMAIN];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`SERVICES: there is no ${unknown.join(', ')}; choose from ${known.join(', ')}.`);
  return names.length === 0 ? undefined : new Set(names);
};

/** A process over several domains belongs to the one whose event begins it, so that it runs in one deployment only. */
const ownerOf = (handles: readonly string[]): string =>
  domains.find((domain: Domain) => domain.aggregates.some(({ events }) => handles[0]! in events))?.name ?? CROSS_DOMAIN;

/**
 * Everything, or what `SERVICES` (comma-separated names of domains, and `cross-domain`) leaves of it.
 * Throws for a name that is no domain.
 */
export const registryFor = (narrowedTo: string): Registry => {
  const services = servicesOf(narrowedTo);
  const has = (name: string): boolean => services === undefined || services.has(name);
  const own = domains.filter(({ name }) => has(name));
  const cross = has(CROSS_DOMAIN);
  return {
    suffix: services === undefined ? '' : `.${[...services].sort().join('+')}`,
    writes: [...own.flatMap(({ writes }) => writes), ...(cross ? crossDomainWrites : [])],
    reads: [...own.flatMap(({ reads }) => reads), ...(cross ? crossDomainReads : [])],
    projections: [...own.flatMap(({ projections }) => projections), ...(cross ? crossDomainProjections : [])],
    sagas: sagas.filter(({ handles }) => has(ownerOf(handles as readonly string[]))),
    reactors: reactors.filter(({ handles }) => has(ownerOf(handles))),
    aggregates,
    streams,
  };
};

/** The categories of streams whose events some projection takes. A saga's steps are in a category of that saga's own. */
export const categoriesOf = ({ projections, streams: all }: Registry): readonly string[] => {
  const handled = new Set<string>(projections.flatMap(({ handles }) => handles as readonly string[]));
  const found = all.filter(({ events }) => Object.keys(events).some((type) => handled.has(type)));
  const categories = found.map(({ category }) => category);
  const steps = categories.includes('saga') ? sagas.map(({ name }) => `saga.${name}`) : [];
  return [...categories.filter((category) => category !== 'saga'), ...steps];
};
