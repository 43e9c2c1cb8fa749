// Every test sees the product's tokens and layers, in Vietnamese, at the office's hour.
import { afterEach, beforeEach } from 'vitest';
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

beforeEach(() => {
  setClock(() => new Date(SAMPLE_NOW));
  localStorage.clear();
  delete document.documentElement.dataset['textSize'];
});

afterEach(() => {
  document.body.focus();
});
