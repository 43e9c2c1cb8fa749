// Keeps the draft with the desk program one second after the last change, and never sends two
// writes past each other: before a dossier is received its draft, with the act id, is on disk.
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

  /** Looks for what was being typed when the program last ended. */
  async look(): Promise<void> {
    if (!this.#draft.isEmpty) return;
    const { draft, saved_at } = await getDraft();
    if (draft && saved_at && this.#draft.isEmpty) this.found = { draft, saved_at };
  }

  takeUp(): void {
    if (this.found && this.#draft.restore(this.found.draft)) this.savedAt = this.found.saved_at;
    this.found = null;
  }

  /** Writes now; a failure is shown and the draft stays on the screen. */
  async keep(): Promise<void> {
    clearTimeout(this.#timer);
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
      this.found = null;
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
