// Every sentence of locales/vi.json is named by the window or by the desk program, and every sentence
// that the desk program names is there; for the window's own the type check says it. Rust names many
// by a family and a code, `status.{code}`: of those the family must be named, and the code stand in
// quotes or be a variant of an enum.
import { readdirSync, readFileSync } from 'node:fs';

/** A key that the tests of the desk program ask for because it is not there. */
const NO_SENTENCE = 'nothing.here';

const root = new URL('../../', import.meta.url);

/**
 * The sources under a folder, as one text.
 * @param {string} folder
 * @param {RegExp} files
 * @param {RegExp} [except]
 * @returns {string}
 */
function sources(folder, files, except) {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path}`)
    .filter((path) => files.test(path) && !except?.test(path))
    .map((path) => readFileSync(new URL(path, root), 'utf8'))
    .join('\n');
}

const inWindow = sources('ui/src', /\.(ts|svelte)$/, /(\/messages\.ts|\.test\.ts|\/mock\/.*)$/);
const inProgram = ['src-tauri/src', 'crates/domain/src', 'crates/store/src', 'crates/sync/src']
  .map((folder) => sources(folder, /\.rs$/, /\/tests[./]/))
  .join('\n');
const keys = Object.keys(
  JSON.parse(readFileSync(new URL('../locales/vi.json', import.meta.url), 'utf8')),
);

const calls = new Set([...inWindow.matchAll(/\bm\.(\w+)/g)].map(([, name]) => name));
const quoted = new Set([...inProgram.matchAll(/"([^"\\\n]*)"/g)].map(([, text]) => text ?? ''));
const variants = new Set(inProgram.match(/\b[A-Z]\w+\b/g));
const families = new Set([...inProgram.matchAll(/"([a-z_]+\.\w*)\{/g)].map(([, start]) => start));
// The two kinds of answer that is no: their family is a constant beside their code.
for (const kind of ['refusal', 'failure']) if (quoted.has(kind)) families.add(`${kind}.`);

/** @param {string} code */
const variantOf = (code) =>
  code.replace(/(?:^|_)(\w)/g, (_, /** @type {string} */ letter) => letter.toUpperCase());

/** @param {string} key */
function isNamed(key) {
  if (calls.has(key.replaceAll('.', '_')) || quoted.has(key)) return true;
  const family = [...families].find((start) => start && key.startsWith(start));
  const code = key.slice(family?.length);
  return !!family && (/^\d+$/.test(code) || quoted.has(code) || variants.has(variantOf(code)));
}

const unnamed = keys.filter((key) => !isNamed(key));
const named = [...inProgram.matchAll(/\bsentence\(\s*"([a-z_.0-9]+)"/g)].map(([, key]) => key);
const absent = named.filter((key) => key && key !== NO_SENTENCE && !keys.includes(key));

for (const key of unnamed) console.error(`Nothing names ${key}: take it out of locales/vi.json.`);
for (const key of absent) console.error(`Rust names ${key}, which locales/vi.json has not.`);
const read = calls.size > 300 && named.length > 30 && families.size > 5;
if (!read) console.error('The sources of the window or of the desk program were not found.');
if (unnamed.length > 0 || absent.length > 0 || !read) process.exit(1);
