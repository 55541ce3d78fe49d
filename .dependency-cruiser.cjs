const drivers = '^node_modules/(@eventstore|kafkajs|pg|cassandra-driver|ioredis|@elastic)/';
const spec = '\\.spec\\.ts$';
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
module.exports = {
  forbidden: [
    rule(
      'no-cycles',
      'A cycle means two modules are one.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule(
      'schemas-are-a-leaf',
      'event-schemas is the published contract.',
      { path: '^event-schemas/', pathNot: spec },
      { path: '^(domains|command-api|read-api|sagas|projections|infra|main)/' },
    ),
    rule(
      'domains-are-islands',
      'A domain never imports another domain; sagas, projections and hosts join them.',
      { path: '^domains/([^/]+)/', pathNot: spec },
      { path: '^domains/([^/]+)/', pathNot: ['^domains/$1/', '^domains/(kernel|policy|pricing)/'] },
    ),
    rule(
      'domains-know-no-host',
      'Domains never import hosts, adapters, Fastify or drivers.',
      { path: '^domains/', pathNot: spec },
      { path: ['^(command-api|read-api|sagas|projections|infra|main)/', '^node_modules/fastify', drivers] },
    ),
    rule(
      'core-is-pure',
      'decider, commands and events touch zod and types only.',
      { path: '^domains/.+/(decider|commands|events)\\.ts$' },
      { dependencyTypes: ['core', 'npm'], pathNot: '^node_modules/zod/' },
    ),
    rule(
      'only-contracts-cross',
      'Sagas and projections see events, commands and the kernel, never deciders.',
      { path: '^(sagas|projections)/', pathNot: [spec, '^sagas/.*spec'] },
      { path: '^domains/.+/(decider|routes|index)\\.ts$', pathNot: '^domains/(kernel|pricing)/' },
    ),
    rule(
      'infra-knows-only-ports',
      'Adapters implement the kernel ports.',
      // The entries of the gateway and the relay compose a process, as those of the other hosts do.
      { path: '^infra/', pathNot: [spec, '^infra/(gateway|relay)/main\\.ts$'] },
      { path: '^(command-api|read-api|sagas|projections|main|domains/(?!kernel/))' },
    ),
    rule(
      'drivers-live-in-infra',
      'One adapter per store.',
      { pathNot: ['^infra/', '^tests/', '^bench/'] },
      { path: drivers },
    ),
    rule(
      'hosts-are-roots',
      'Nobody but the composition imports a host.',
      { pathNot: ['^(command-api|read-api|main|tests|bench|scripts)/'] },
      { path: '^(command-api|read-api)/' },
    ),
    rule(
      'apis-are-apart',
      'The command API and the query API can be deployed alone.',
      { path: '^command-api/' },
      { path: '^read-api/' },
    ),
    rule(
      'apis-are-apart-2',
      'The query API and the command API can be deployed alone.',
      { path: '^read-api/' },
      { path: '^command-api/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules/\\.|\\.stryker-tmp)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
