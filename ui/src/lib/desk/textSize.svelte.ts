// Text size of one person on this machine: 16, 20 or 24 px for everything at once.

export const TEXT_SIZES = ['normal', 'large', 'xlarge'] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

/** The size in use when this window last closed: before anybody has signed in, it stands. */
const LAST = 'text_size.last';

function keptUnder(key: string): TextSize | undefined {
  const kept = localStorage.getItem(key);
  return TEXT_SIZES.find((size) => size === kept);
}

function show(size: TextSize): void {
  document.documentElement.dataset['textSize'] = size;
  // Whoever is at a field stays in view of it.
  document.activeElement?.scrollIntoView({ block: 'nearest' });
}

/** Shows the sign-in page in the size that this machine was last used in. */
export function showLastTextSize(): void {
  show(keptUnder(LAST) ?? 'normal');
}

export class TextSizeSetting {
  #size = $state<TextSize>('normal');
  readonly #key: string;

  constructor(personId: string) {
    this.#key = `text_size.${personId}`;
    this.set(keptUnder(this.#key) ?? 'normal');
  }

  get size(): TextSize {
    return this.#size;
  }

  set(size: TextSize): void {
    this.#size = size;
    localStorage.setItem(this.#key, size);
    localStorage.setItem(LAST, size);
    show(size);
  }

  step(by: 1 | -1): void {
    const next = TEXT_SIZES[TEXT_SIZES.indexOf(this.#size) + by];
    if (next) this.set(next);
  }
}
