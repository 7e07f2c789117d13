import tseslint from 'typescript-eslint';

const ambient = (name, message) => ({ name, message });
const noClock = [
  ambient('Date', 'Time is an argument here: pass milliseconds in.'),
  ambient('performance', 'Time is an argument here: pass milliseconds in.'),
];
const noChance = [
  { object: 'Math', property: 'random', message: 'Seeds are arguments here: pass a seeded generator in.' },
];

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'demo/out', 'bench/out', 'test/golden', 'test/histories/*.json', '**/*.cjs'] },
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 300, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'Literal[value=/^storyloom-(cpu|gpu|io|orchestrator)$/]',
          message: 'Queue names live in core/contract/queues.ts.',
        },
      ],
    },
  },
  {
    files: ['core/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...noClock], 'no-restricted-properties': ['error', ...noChance] },
  },
  { files: ['core/contract/queues.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['test/**/*.ts'], rules: { 'max-lines': 'off' } },
);
