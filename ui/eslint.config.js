// Lint rules. The tiers are law: components ◄ lib/status ◄ lib/<domain> ◄ routes.
import { readdirSync } from 'node:fs';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Folders of lib that every domain may import: they know no domain themselves. */
const shared = ['components', 'design', 'ipc', 'status'];

const domains = readdirSync('src/lib', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !shared.includes(entry.name))
  .map((entry) => entry.name);

/**
 * Forbids imports that go up a tier or across two domains.
 * @param {string} folder folder under src/lib
 * @param {string[]} forbidden names of lib folders it may not import
 * @returns {import('eslint').Linter.Config}
 */
function boundary(folder, forbidden) {
  const names = forbidden.join('|');
  return {
    files: [`src/lib/${folder}/**/*.{ts,svelte}`],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `(^\\$lib/(${names})(/|$))|(^(\\.\\./)+(${names})/)|(/routes/)`,
              message: 'Tiers: components ◄ status ◄ lib/<domain> ◄ routes. A route joins domains.',
            },
          ],
        },
      ],
    },
  };
}

export default ts.config(
  { ignores: ['dist', 'dist-mock', 'node_modules'] },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig },
    },
  },
  {
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400, skipComments: false }],
      'no-console': 'error',
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'SvelteAttribute[key.name="style"]',
          message:
            'The content policy forbids style attributes: use a class or a style: directive.',
        },
      ],
    },
  },
  {
    files: ['src/lib/ipc/mock/**'],
    rules: { 'max-lines': ['error', { max: 200 }] },
  },
  {
    files: ['src/lib/ipc/messages.ts', 'src/lib/ipc/bindings.ts', 'tests/**', 'scripts/**'],
    rules: { 'max-lines': 'off', 'no-console': 'off' },
  },
  boundary('components', [...domains, 'status', 'ipc/(commands|query|transport|mock)']),
  boundary('status', domains),
  ...domains.map((name) =>
    boundary(
      name,
      domains.filter((other) => other !== name),
    ),
  ),
);
