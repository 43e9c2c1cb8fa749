// Tells when nobody has touched keyboard or mouse for a while, or the machine has slept.

/** Minutes without input after which the desk locks itself. */
export const IDLE_MINUTES = 3;

/** How often the clocks are looked at. */
const LOOK_MS = 5_000;

/** A look that comes so much later by the wall clock: the machine slept in between. */
const SLEPT_MS = 60_000;

/**
 * Calls `onIdle` once after so many minutes without input, or at once after the machine woke up;
 * the answer stops watching. A timer alone stands still while the machine sleeps, and whoever
 * opens it in the morning would find the desk open.
 */
export function watchIdle(onIdle: () => void, minutes = IDLE_MINUTES): () => void {
  let touched = performance.now();
  let looked = Date.now();
  let told = false;
  const look = () => {
    const now = Date.now();
    const slept = now - looked > SLEPT_MS;
    looked = now;
    if (told || !(slept || performance.now() - touched >= minutes * 60_000)) return;
    told = true;
    onIdle();
  };
  const touch = () => {
    // The first touch after a sleep may come before the next look.
    look();
    touched = performance.now();
    told = false;
  };
  const timer = setInterval(look, LOOK_MS);
  const kinds = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
  for (const kind of kinds) window.addEventListener(kind, touch, { capture: true, passive: true });
  return () => {
    clearInterval(timer);
    for (const kind of kinds) window.removeEventListener(kind, touch, { capture: true });
  };
}
