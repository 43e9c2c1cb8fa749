// A question to the desk program that stays answered: it is asked again when its input changes or
// when the desk says that data of its kinds changed. A late reply never replaces a newer one.
// Local data answers in about a millisecond, so nothing is cached.
import { onDestroy } from 'svelte';
import { asCommandError, type CommandError, type DataKind, listen } from './transport';

export interface QueryOptions<I, T> {
  /** Kinds of `data_changed` that make the answer old. */
  kinds: readonly DataKind[];
  /** What is asked; null while there is nothing to ask. Reads reactive state. */
  input: () => I | null;
  ask: (input: I) => Promise<T>;
  /** Waits this long after the last change of the input; for search as one types. */
  delayMs?: number;
}

export class Query<I, T> {
  #data = $state.raw<T>();
  #error = $state.raw<CommandError>();
  #pending = $state(true);
  /** The input that the data answers, as text. */
  #answered = $state<string>();
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #options: QueryOptions<I, T>;

  /** Must be made while a component is being set up: the question ends with the component. */
  constructor(options: QueryOptions<I, T>) {
    this.#options = options;
    $effect(() => {
      const input = options.input();
      clearTimeout(this.#timer);
      if (options.delayMs) this.#timer = setTimeout(() => void this.#ask(input), options.delayMs);
      else void this.#ask(input);
    });
    const stop = listen((event) => {
      if (event.kinds.some((kind) => options.kinds.some((one) => one === kind))) this.refresh();
    });
    onDestroy(() => {
      stop();
      clearTimeout(this.#timer);
      this.#turn += 1;
    });
  }

  get data(): T | undefined {
    return this.#data;
  }
  get error(): CommandError | undefined {
    return this.#error;
  }
  get pending(): boolean {
    return this.#pending;
  }

  /** The data answers what is asked at this moment, not what was asked a few keys ago. */
  get fresh(): boolean {
    return this.#answered === JSON.stringify(this.#options.input());
  }

  /** Asks again; what is on screen stays until the answer comes. */
  refresh(): void {
    void this.#ask(this.#options.input());
  }

  async #ask(input: I | null): Promise<void> {
    const turn = (this.#turn += 1);
    let error: CommandError | undefined;
    let data: T | undefined;
    try {
      data = input === null ? undefined : await this.#options.ask(input);
    } catch (reason) {
      error = asCommandError(reason);
    }
    if (turn !== this.#turn) return;
    if (!error) this.#data = data;
    this.#answered = JSON.stringify(input);
    this.#error = error;
    this.#pending = false;
  }
}

/** Asks a question without input. */
export function query<T>(kinds: readonly DataKind[], ask: () => Promise<T>): Query<true, T> {
  return new Query({ kinds, input: () => true as const, ask });
}
