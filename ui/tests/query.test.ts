// A question stays answered, and a late reply never replaces a newer one.
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import type { DataChanged } from '$lib/ipc/bindings';
import { connect } from '$lib/ipc/transport';
import QueryTrial from './QueryTrial.svelte';

test('the answer to the last question stands, whatever comes late', async () => {
  const waiting = new Map<string, (text: string) => void>();
  let tell: (event: DataChanged) => void = () => undefined;
  let stopped = false;
  connect({
    call: (_command, input) =>
      new Promise((resolve) => {
        const { text } = input as { text: string };
        waiting.set(text, (folded) => {
          resolve({ folded });
        });
      }),
    listen: (changed) => {
      tell = changed;
      return () => (stopped = true);
    },
  });
  const shown = page.getByTestId('answer');
  const view = await render(QueryTrial, { text: 'một' });
  await expect.poll(() => waiting.has('một')).toBe(true);
  await view.rerender({ text: 'hai' });
  await expect.poll(() => waiting.has('hai')).toBe(true);
  waiting.get('hai')?.('second');
  await expect.element(shown).toHaveTextContent('second');
  waiting.get('một')?.('first');
  await expect.element(shown).toHaveTextContent('second');

  waiting.clear();
  tell({ kinds: ['staff'] });
  expect(waiting.size).toBe(0);
  tell({ kinds: ['dossiers', 'sync'] });
  await expect.poll(() => waiting.has('hai')).toBe(true);
  await expect.element(shown).toHaveTextContent('second');
  waiting.get('hai')?.('third');
  await expect.element(shown).toHaveTextContent('third');

  await view.unmount();
  expect(stopped).toBe(true);
});
