// Tells when nobody has touched keyboard or mouse for a while.

/** Minutes without input after which the desk locks itself. */
export const IDLE_MINUTES = 3;

/** Calls `onIdle` once after so many minutes without input; the answer stops watching. */
export function watchIdle(onIdle: () => void, minutes = IDLE_MINUTES): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(onIdle, minutes * 60_000);
  };
  const kinds = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
  for (const kind of kinds)
    window.addEventListener(kind, restart, { capture: true, passive: true });
  restart();
  return () => {
    clearTimeout(timer);
    for (const kind of kinds) window.removeEventListener(kind, restart, { capture: true });
  };
}
