// Text size of one person on this machine: 16, 20 or 24 px for everything at once.

export const TEXT_SIZES = ['normal', 'large', 'xlarge'] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

export class TextSizeSetting {
  #size = $state<TextSize>('normal');
  readonly #key: string;

  constructor(personId: string) {
    this.#key = `text_size.${personId}`;
    const kept = localStorage.getItem(this.#key);
    this.set(TEXT_SIZES.find((size) => size === kept) ?? 'normal');
  }

  get size(): TextSize {
    return this.#size;
  }

  set(size: TextSize): void {
    this.#size = size;
    localStorage.setItem(this.#key, size);
    document.documentElement.dataset['textSize'] = size;
  }

  step(by: 1 | -1): void {
    const next = TEXT_SIZES[TEXT_SIZES.indexOf(this.#size) + by];
    if (next) this.set(next);
  }
}
