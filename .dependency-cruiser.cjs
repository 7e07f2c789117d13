/** The import directions of the house; see docs/architecture.md. */
const only = (from, allowed, comment) => ({
  name: `${from}-imports`,
  comment,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: '^(core|adapters|activities|workflows|workers|cli|viewer|infra|bench|test|demo)/', pathNot: allowed },
});
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('core', '^core/', 'core sees only core'),
    only('workflows', '^(core|workflows)/', 'workflows see core/contract and each other, never activities'),
    only('adapters', '^(core|adapters)/', 'adapters see core'),
    only('activities', '^(core|adapters|activities)/', 'activities see adapters and core'),
    only('workers', '^(core|adapters|activities|workers)/', 'workers reach workflows by path only'),
    only('cli', '^(core|adapters|cli)/', 'the command line starts workers as processes, by path'),
    only('viewer', '^(core|viewer)/', 'the viewer sees core'),
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: '^core/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: 'node_modules/zod/' },
    },
    {
      name: 'zod-in-schema-only',
      severity: 'error',
      from: { path: '^core/', pathNot: '^core/schema/' },
      to: { path: 'node_modules/zod/' },
    },
    {
      name: 'workflows-are-pure',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev'],
        pathNot: 'node_modules/@temporalio/(workflow|common)/',
      },
    },
    {
      name: 'temporal-activity-in-activities-only',
      severity: 'error',
      from: { pathNot: '^(activities|test|bench)/' },
      to: { path: 'node_modules/@temporalio/activity/' },
    },
    {
      name: 'temporal-worker-in-workers-only',
      severity: 'error',
      from: { pathNot: '^(workers|test|bench)/' },
      to: { path: 'node_modules/@temporalio/worker/' },
    },
    {
      name: 'temporal-client-in-cli-only',
      severity: 'error',
      from: { pathNot: '^(cli|workers|test|bench|infra)/' },
      to: { path: 'node_modules/@temporalio/client/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^(test|bench|demo|infra)/' },
      to: { path: '^(test|bench|infra|demo)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|demo/out|bench/out)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
