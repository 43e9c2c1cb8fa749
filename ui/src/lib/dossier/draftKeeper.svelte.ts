// Keeps the draft with the desk program one second after the last change, and never sends two
// writes past each other: before a dossier is received its draft, with the act id, is on disk. A
// draft from before the program last ended is never written over: somebody decides about it first.
import type { SaveDraftView } from '$lib/ipc/bindings';
import { discardDraft, getDraft, saveDraft } from '$lib/ipc/commands';
import type { IntakeDraft } from './intakeDraft.svelte';

/** Quiet time after which what was typed is kept. */
export const KEEP_AFTER_MS = 1000;

export class DraftKeeper {
  /** When the draft was last kept; null when it is not. */
  savedAt = $state<string | null>(null);
  failed = $state(false);
  /** An earlier draft that waits for a decision. */
  found = $state.raw<{ draft: unknown; saved_at: string } | null>(null);
  readonly #draft: IntakeDraft;
  #kept = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<unknown> = Promise.resolve();
  #looking: Promise<boolean> | undefined;

  /** Must be made while a component is being set up. */
  constructor(draft: IntakeDraft) {
    this.#draft = draft;
    $effect(() => {
      const text = JSON.stringify(draft.content);
      clearTimeout(this.#timer);
      if (draft.isEmpty || text === this.#kept) return;
      this.#timer = setTimeout(() => void this.keep(), KEEP_AFTER_MS);
      return () => {
        clearTimeout(this.#timer);
      };
    });
  }

  /** Looks, once, for what was being typed when the program last ended; false if it cannot be told. */
  look(): Promise<boolean> {
    this.#looking ??= this.#look();
    return this.#looking;
  }

  async #look(): Promise<boolean> {
    try {
      const { draft, saved_at } = await getDraft();
      if (draft && saved_at) this.found = { draft, saved_at };
      return true;
    } catch {
      this.#looking = undefined;
      return false;
    }
  }

  takeUp(): void {
    if (this.found && this.#draft.restore(this.found.draft)) this.savedAt = this.found.saved_at;
    this.found = null;
  }

  /** Writes now, unless an earlier draft lies there; a failure is shown, the screen keeps it all. */
  async keep(): Promise<void> {
    clearTimeout(this.#timer);
    if (!(await this.look())) this.failed = true;
    if (this.found || !this.#looking) return;
    const draft = $state.snapshot(this.#draft.content);
    const text = JSON.stringify(draft);
    if (text === this.#kept) return;
    const write = this.#writing.then(() => saveDraft({ draft }));
    this.#writing = write.catch(() => undefined);
    await this.#settle(write, text);
  }

  async #settle(write: Promise<SaveDraftView>, text: string): Promise<void> {
    try {
      const { saved_at } = await write;
      this.#kept = text;
      this.savedAt = saved_at;
      this.failed = false;
    } catch {
      this.failed = true;
    }
  }

  /** Forgets what was kept: it was received, or thrown away. */
  async discard(): Promise<void> {
    clearTimeout(this.#timer);
    this.#kept = '';
    this.savedAt = null;
    this.found = null;
    const write = this.#writing.then(() => discardDraft());
    this.#writing = write.catch(() => undefined);
    await write.catch(() => undefined);
  }
}
