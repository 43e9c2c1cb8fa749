// Who sits at this desk, as far as the window knows. The person who works keeps the screens while
// the desk is locked; another person who unlocks gets fresh ones.
import { createContext } from 'svelte';
import type { DeskStatusView, SignedInView } from '$lib/ipc/bindings';
import { getDeskStatus, lock } from '$lib/ipc/commands';
import { type Query, query } from '$lib/ipc/query.svelte';

export class DeskSession {
  readonly #status: Query<true, DeskStatusView>;
  #owner = $state.raw<SignedInView | null>(null);

  constructor() {
    this.#status = query(['desk'], getDeskStatus);
    $effect(() => {
      const signedIn = this.#status.data?.signed_in;
      if (signedIn) this.#owner = signedIn;
    });
  }

  get status(): DeskStatusView | undefined {
    return this.#status.data;
  }
  get failed(): boolean {
    return this.#status.error !== undefined;
  }
  /** The person whose screens are open, locked or not. */
  get owner(): SignedInView | null {
    return this.#owner;
  }
  get isLocked(): boolean {
    return this.status?.state === 'locked';
  }
  get isPostal(): boolean {
    const duties = this.#owner?.duties ?? [];
    return duties.includes('postal') && !duties.includes('one_stop_reception');
  }

  refresh(): void {
    this.#status.refresh();
  }

  async lock(): Promise<void> {
    await lock();
    this.refresh();
  }
}

export const [getSession, setSession] = createContext<DeskSession>();
