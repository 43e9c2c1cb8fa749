// The queue's state for the footer, with the seconds to the next try counted down on the screen.
import { onDestroy } from 'svelte';
import type { SyncStatusView } from '$lib/ipc/bindings';
import { getSyncStatus } from '$lib/ipc/commands';
import { type Query, query } from '$lib/ipc/query.svelte';

export class SyncStatus {
  readonly #query: Query<true, SyncStatusView>;
  #secondsLeft = $state<number | null>(null);

  constructor() {
    this.#query = query(['sync', 'dossiers', 'handoffs'], getSyncStatus);
    $effect(() => {
      this.#secondsLeft = this.#query.data?.next_try_seconds ?? null;
    });
    const timer = setInterval(() => {
      this.#tick();
    }, 1000);
    onDestroy(() => {
      clearInterval(timer);
    });
  }

  get view(): SyncStatusView | undefined {
    return this.#query.data;
  }
  get secondsLeft(): number | null {
    return this.#secondsLeft;
  }

  #tick(): void {
    if (this.#secondsLeft === null) return;
    if (this.#secondsLeft > 0) this.#secondsLeft -= 1;
    else {
      this.#secondsLeft = null;
      this.#query.refresh();
    }
  }
}
