// Every test sees the product's tokens and layers, in Vietnamese, at the office's hour.
import { afterEach, beforeEach, expect } from 'vitest';
import '$lib/design/layers.css';
import '$lib/design/fonts.css';
import '$lib/design/tokens.css';
import '$lib/design/typography.css';
import '$lib/design/a11y.css';
import '$lib/components/input.css';
import { setClock } from '$lib/components/clock';
import { listenToKeys } from '$lib/components/keys';
import { SAMPLE_NOW } from '$lib/ipc/mock/desk';

document.documentElement.lang = 'vi';
document.title = 'Trao Tay';
listenToKeys();

/** What Svelte or the page complained of during a test: nothing may. */
const complaints: string[] = [];
const warn = console.warn;
console.warn = (...parts: unknown[]) => {
  complaints.push(parts.map(String).join(' '));
  warn(...parts);
};

beforeEach(() => {
  complaints.length = 0;
  setClock(() => new Date(SAMPLE_NOW));
  localStorage.clear();
  delete document.documentElement.dataset['textSize'];
});

afterEach(() => {
  expect(complaints).toEqual([]);
});
