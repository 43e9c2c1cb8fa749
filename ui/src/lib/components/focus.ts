// Moving the focus without a mouse: Enter goes to the next field, Ctrl+↓ and Ctrl+↑ to the next
// and previous region, and after a dialog the focus returns to where it came from.
import { on } from 'svelte/events';
import { isComposing } from './keys';

const FIELDS =
  'input:not([disabled]):not([type=hidden]), select:not([disabled]), textarea:not([disabled])';
const STOPS = `${FIELDS}, button:not([disabled]), a[href], [tabindex]:not([tabindex="-1"])`;

function visible(element: HTMLElement): boolean {
  return element.offsetParent !== null && element.tabIndex >= 0;
}

function within(root: Element, selector: string): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(selector)].filter(visible);
}

/** Focuses a field and selects what is in it, so that typing replaces a default. */
export function focusField(element: HTMLElement | null | undefined): void {
  element?.focus();
  if (element instanceof HTMLInputElement && element.type === 'text') element.select();
}

/** Whether all of an element can be seen where the screen stands. */
export function isInView(element: Element | null | undefined): boolean {
  if (!element) return false;
  const { left, top, bottom } = element.getBoundingClientRect();
  const seen = (y: number) => element.contains(document.elementFromPoint(left + 3, y));
  return seen(top + 3) && seen(bottom - 3);
}

/** Focuses the first thing in `root` that takes input, or that can be reached at all. */
export function focusFirst(root: Element | null | undefined): void {
  if (!root) return;
  focusField(within(root, FIELDS)[0] ?? within(root, STOPS)[0]);
}

/** Goes to the field after or before the focused one; a group of radios counts once. */
export function moveField(root: Element, step: 1 | -1): boolean {
  const active = document.activeElement as HTMLElement | null;
  const fields = within(root, `${FIELDS}, [data-enter-stop]`).filter(
    (field) => !isOtherRadio(field, active),
  );
  const index = active ? fields.indexOf(active) : -1;
  const next = fields[index + step];
  if (index < 0 || !next) return false;
  focusField(next);
  return true;
}

function isOtherRadio(field: HTMLElement, active: HTMLElement | null): boolean {
  if (!(field instanceof HTMLInputElement) || field.type !== 'radio' || field === active) {
    return false;
  }
  return !field.checked || (active instanceof HTMLInputElement && active.name === field.name);
}

/** Attachment for a form: Enter goes on, Shift+Enter goes back; buttons keep their Enter. */
export function enterMoves(root: HTMLElement) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.altKey || event.defaultPrevented) return;
    if (isComposing(event)) return;
    const target = event.target as HTMLElement;
    if (!target.matches('input, select')) return;
    if (moveField(root, event.shiftKey ? -1 : 1)) event.preventDefault();
  };
  // Not addEventListener: fields inside must hear the key first.
  return on(root, 'keydown', onKeyDown);
}

/** Goes to the next or previous `data-region` of the screen that can be reached, to its first field. */
export function moveRegion(root: Element, step: 1 | -1): void {
  const regions = [...root.querySelectorAll('[data-region]')].filter(
    (region) => within(region, STOPS).length > 0,
  );
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  focusFirst(regions[at < 0 ? 0 : (at + step + regions.length) % regions.length]);
}
