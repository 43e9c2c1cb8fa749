// Turns locales/vi.json into src/lib/ipc/messages.ts: one typed function a sentence.
// `--check` compares instead of writing, so that the committed file cannot drift.
import { readFileSync, writeFileSync } from 'node:fs';

const source = new URL('../locales/vi.json', import.meta.url);
const target = new URL('../src/lib/ipc/messages.ts', import.meta.url);

const sentences = /** @type {Record<string, string>} */ (JSON.parse(readFileSync(source, 'utf8')));
const quoted = (/** @type {string} */ text) => JSON.stringify(text);

/** @param {[string, string]} entry */
function toFunction([key, sentence]) {
  if (!/^[a-z0-9_]+(\.[a-z0-9_]+)+$/.test(key)) throw new Error(`Key is not snake_case: ${key}`);
  if (sentence !== sentence.normalize('NFC')) throw new Error(`Sentence is not NFC: ${key}`);
  const name = key.replaceAll('.', '_');
  const args = [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))];
  if (args.length === 0) return `export const ${name} = () => ${quoted(sentence)};`;
  const template = sentence.replace(/[`\\]|\$\{/g, '\\$&').replace(/\{(\w+)\}/g, '${a.$1}');
  const types = args.map((arg) => `${arg}: string | number`).join('; ');
  return `export const ${name} = (a: { ${types} }) =>\n  \`${template}\`;`;
}

const output = [
  '// Generated from locales/vi.json by `npm run generate`. Do not edit.',
  ...Object.entries(sentences).map(toFunction),
  '',
  '/** Finds the sentence of a key that is known only at run time, such as a refusal code. */',
  'export const sentences: Readonly<Record<string, string>> = {',
  ...Object.entries(sentences)
    .filter(([key]) => /^(refusal|failure)\./.test(key))
    .map(([key, sentence]) => `  ${quoted(key)}: ${quoted(sentence)},`),
  '};',
  '',
].join('\n');

if (!process.argv.includes('--check')) writeFileSync(target, output);
else if (readFileSync(target, 'utf8') !== output) {
  console.error(
    'src/lib/ipc/messages.ts is not what locales/vi.json gives: run `npm run generate`.',
  );
  process.exit(1);
}
