// The key map of the desk. Layers stack: the shell at the bottom, a screen over it, a dialog on
// top; the topmost layer that knows a chord runs it, and a modal layer hides what is below. Nothing
// runs while an input method is composing. Browser keys that would leave or reload the page do
// nothing.

/** A chord as it is printed on the control: `F9`, `Ctrl+K`, `Alt+8`, `Ctrl+Enter`, `Escape`. */
export type Chord = string;
export type KeyHandlers = Record<Chord, (event: KeyboardEvent) => void>;

/** Other keys for the same act, for keyboards whose F-keys need Fn. */
const TWINS: Record<Chord, Chord> = {
  'Ctrl+Enter': 'F9',
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((digit) => [`Alt+${digit}`, `F${digit + 1}`])),
};

interface Layer {
  handlers: KeyHandlers;
  modal: boolean;
}

const layers: Layer[] = [];

/** What a webview would do by itself on these, none of which a clerk may meet. */
const WEBVIEW_DEFAULTS = new Set([
  ...['F1', 'F3', 'F5', 'F6', 'F7', 'F10', 'F11', 'F12', 'Shift+F10', 'Ctrl+F5', 'Shift+F5'],
  ...['F', 'G', 'H', 'J', 'K', 'L', 'N', 'O', 'P', 'R', 'S', 'T', 'U', 'W', 'D', 'E', 'B'].map(
    (letter) => `Ctrl+${letter}`,
  ),
  ...['I', 'J', 'C', 'R', 'N', 'P', 'T', 'Delete'].map((letter) => `Ctrl+Shift+${letter}`),
  ...['=', '-', '0'].map((sign) => `Ctrl+${sign}`),
  ...['Alt+ArrowLeft', 'Alt+ArrowRight', 'Alt+Home', 'Ctrl+Shift+='],
]);

/** True while an input method owns the key: nobody else may act on it. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229 || event.key === 'Process';
}

/** Names the chord of an event, or null when there is none or an input method is at work. */
export function chordOf(event: KeyboardEvent): Chord | null {
  if (isComposing(event)) return null;
  const key = keyName(event);
  if (!key) return null;
  const shift = event.shiftKey && key !== '+' ? 'Shift+' : '';
  return `${event.ctrlKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${shift}${key}`;
}

/** Digits and letters by position: with Alt or another layout, `key` may be anything. */
function keyName(event: KeyboardEvent): string | null {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  // Scanners in their Alt mode type codes of Alt and the number pad.
  if (digit && event.altKey && event.code.startsWith('Numpad')) return null;
  if (digit?.[1]) return digit[1];
  const letter = /^Key([A-Z])$/.exec(event.code);
  if (letter?.[1]) return letter[1];
  if (event.code === 'Equal' || event.code === 'NumpadAdd') return '=';
  if (event.code === 'Minus' || event.code === 'NumpadSubtract') return '-';
  if (['Control', 'Alt', 'Shift', 'Meta', 'Unidentified', ''].includes(event.key)) return null;
  return event.key;
}

/** Lays keys over those that are there; the answer takes them away again. */
export function pushKeys(handlers: KeyHandlers, modal = false): () => void {
  const layer = { handlers, modal };
  layers.push(layer);
  return () => {
    const index = layers.indexOf(layer);
    if (index >= 0) layers.splice(index, 1);
  };
}

/** Svelte attachment: keys that live as long as the element does. */
export function keys(handlers: KeyHandlers, modal = false) {
  return () => pushKeys(handlers, modal);
}

/** Starts the one listener of the window, in the capture phase, before any field sees the key. */
export function listenToKeys(target: Window = window): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    const chord = chordOf(event);
    if (!chord) return;
    const handler = findHandler(chord);
    if (handler) {
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat || chord.includes('=') || chord.includes('-')) handler(event);
    } else if (WEBVIEW_DEFAULTS.has(chord)) event.preventDefault();
  };
  target.addEventListener('keydown', onKeyDown, { capture: true });
  return () => {
    target.removeEventListener('keydown', onKeyDown, { capture: true });
  };
}

/** Every chord that does something at the moment, without its twins. */
export function chordsInUse(): Chord[] {
  const modal = layers.findLastIndex((layer) => layer.modal);
  const reached = layers.slice(Math.max(modal, 0));
  return [...new Set(reached.flatMap((layer) => Object.keys(layer.handlers)))];
}

function findHandler(chord: Chord): ((event: KeyboardEvent) => void) | undefined {
  for (const layer of layers.toReversed()) {
    const handler = layer.handlers[chord] ?? layer.handlers[TWINS[chord] ?? ''];
    if (handler) return handler;
    if (layer.modal) return undefined;
  }
  return undefined;
}
