// Opens the whole desk window over an in-memory desk, as somebody at the counter would find it.
import axe from 'axe-core';
import { expect } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import Desk from '../src/Desk.svelte';
import { MockDesk, type MockOptions } from '$lib/ipc/mock/desk';
import { connect } from '$lib/ipc/transport';
import type { TextSize } from '$lib/desk/textSize.svelte';

/** The sizes at which every screen is looked at. */
export const SIZES: readonly { name: string; width: number; height: number; text: TextSize }[] = [
  { name: '1366×768', width: 1366, height: 768, text: 'normal' },
  { name: '1366×768 large', width: 1366, height: 768, text: 'large' },
  { name: '1920×1080 very large', width: 1920, height: 1080, text: 'xlarge' },
  { name: '1024×700', width: 1024, height: 700, text: 'normal' },
];
export const SMALLEST = [
  { name: '1024×700 large', width: 1024, height: 700, text: 'large' },
  { name: '1024×700 very large', width: 1024, height: 700, text: 'xlarge' },
  { name: '1366×768 very large', width: 1366, height: 768, text: 'xlarge' },
] as const;

export async function openDesk(options: MockOptions = {}): Promise<MockDesk> {
  await page.viewport(1366, 768);
  const desk = new MockDesk(options);
  connect(desk);
  await render(Desk);
  await expect.element(page.getByRole('main').first()).toBeVisible();
  return desk;
}

export async function resize(size: { width: number; height: number; text: TextSize }) {
  await page.viewport(size.width, size.height);
  document.documentElement.dataset['textSize'] = size.text;
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

/** No violation that axe knows of, anywhere on the page. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  const found = violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' | ')}`,
  );
  expect(found).toEqual([]);
}

/** What must always be in view: top row, footer, title line and action bar of the card. */
const BARS = 'header *, footer *, main > .card > .head *, main > .card > .actions *';

/** Nothing hangs over an edge: no sideways scroll, and every button of bars is wholly in view. */
export function expectNothingCut(): void {
  const root = document.documentElement;
  expect(root.scrollWidth, 'sideways scroll').toBeLessThanOrEqual(innerWidth);
  expect(root.scrollHeight, 'scroll of the page').toBeLessThanOrEqual(innerHeight);
  for (const element of document.querySelectorAll(BARS)) {
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height === 0) continue;
    const where = `${element.tagName} ${element.textContent?.trim().slice(0, 40)}`;
    expect(box.right, where).toBeLessThanOrEqual(innerWidth + 0.5);
    expect(box.bottom, where).toBeLessThanOrEqual(innerHeight + 0.5);
    expect(box.left, where).toBeGreaterThanOrEqual(-0.5);
  }
  for (const scroller of document.querySelectorAll('.work')) {
    expect(scroller.scrollWidth, 'sideways scroll of the card').toBeLessThanOrEqual(
      scroller.clientWidth,
    );
    expect(scroller.clientHeight, 'room to work in').toBeGreaterThan(150);
  }
}

/** The dialog on top is within the window, nothing in it hangs over its edge, and its buttons show. */
export function expectDialogWhole(): void {
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
  if (!dialog) return;
  const edge = dialog.getBoundingClientRect();
  expect(edge.left, 'left edge').toBeGreaterThanOrEqual(-0.5);
  expect(edge.right, 'right edge').toBeLessThanOrEqual(innerWidth + 0.5);
  expect(edge.bottom, 'lower edge').toBeLessThanOrEqual(innerHeight + 0.5);
  expect(dialog.scrollWidth, 'sideways scroll').toBeLessThanOrEqual(dialog.clientWidth);
  for (const button of dialog.querySelectorAll('.actions button')) {
    const box = button.getBoundingClientRect();
    const where = button.textContent.trim();
    expect(box.right, where).toBeLessThanOrEqual(edge.right + 0.5);
    expect(box.bottom, where).toBeLessThanOrEqual(innerHeight + 0.5);
  }
}
