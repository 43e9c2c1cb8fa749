// A screen's list takes the focus the first time that it is there, and never again: what somebody is
// doing is not interrupted by an answer that comes late.
import { tick } from 'svelte';

/** Focuses the element of this id once `isThere`. Must be called while a component is being set up. */
export function focusOnce(id: string | (() => string), isThere: () => boolean): void {
  let done = false;
  $effect(() => {
    if (done || !isThere()) return;
    done = true;
    void tick().then(() => {
      const element = document.getElementById(typeof id === 'string' ? id : id());
      element?.focus({ preventScroll: true });
    });
  });
}
