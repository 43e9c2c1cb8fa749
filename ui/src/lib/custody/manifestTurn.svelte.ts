// Whose turn it is with one manifest, and what the person at this window may do with it: count and
// sign for it, take it back, or only look. Told by ids from the lists of her own office.
import type { HandoffView, ListHandoffsView, SignedInView, StaffView } from '$lib/ipc/bindings';
import { getHandoff, listHandoffs, listHandOver, listStaff } from '$lib/ipc/commands';
import { Query, query } from '$lib/ipc/query.svelte';
import { type Addressee, takersBeside } from './takers';

/** Somebody of the taking side signs on the giver's machine; to whom it goes, where that is known. */
export interface Beside {
  to: Addressee | null;
}

export type Signer = Pick<StaffView, 'person_id' | 'name' | 'unit_name'>;

export class ManifestTurn {
  readonly found: Query<{ handoff_id: string }, HandoffView>;
  readonly #handoffId: string;
  readonly #beside: Beside | null;
  readonly #owner: () => SignedInView | null;
  readonly #incoming = query(['handoffs'], () => listHandoffs({ direction: 'incoming' }));
  readonly #outgoing = query(['handoffs'], () => listHandoffs({ direction: 'outgoing' }));
  readonly #staff = query(['staff'], listStaff);
  readonly #offices = new Query({
    kinds: ['staff'],
    input: () => (this.#beside ? true : null),
    ask: listHandOver,
  });

  /** Must be made while a component is being set up. */
  constructor(handoffId: string, beside: Beside | null, owner: () => SignedInView | null) {
    this.#handoffId = handoffId;
    this.#beside = beside;
    this.#owner = owner;
    this.found = new Query({
      kinds: ['handoffs', 'dossiers'],
      input: () => ({ handoff_id: handoffId }),
      ask: getHandoff,
    });
  }

  get view(): HandoffView | undefined {
    return this.found.data;
  }

  /** Nobody has answered it. */
  get isOpen(): boolean {
    return this.view?.state === 'offered';
  }

  /** The own office has given it. */
  get isOurs(): boolean {
    return this.#isAmong(this.#outgoing);
  }

  /** The taking side is at this window. */
  get isCounting(): boolean {
    return this.isOpen && (this.#beside !== null || this.#isAmong(this.#incoming));
  }

  /** It can be taken back: its giver is at this window, and nobody else. */
  get canWithdraw(): boolean {
    return this.isOpen && this.isOurs && this.#beside === null;
  }

  /** Some of its dossiers have not come to this machine, so that their papers cannot be counted. */
  get isIncomplete(): boolean {
    return this.view?.lines.some((line) => line.papers.length === 0) ?? false;
  }

  get canSign(): boolean {
    return this.isCounting && !this.isIncomplete && this.view?.giver_signature !== 'invalid';
  }

  /** The giver, if she is at this window. */
  get givers(): Signer[] {
    const owner = this.#owner();
    return owner ? [owner] : [];
  }

  get takers(): Signer[] {
    const owner = this.#owner();
    if (!this.#beside) return owner && this.#isAmong(this.#incoming) ? [owner] : [];
    const offices = this.#offices.data?.destinations ?? [];
    const staff = this.#staff.data?.staff ?? [];
    return takersBeside(staff, offices, this.#beside.to, owner?.person_id);
  }

  #isAmong(list: Query<true, ListHandoffsView>): boolean {
    return list.data?.handoffs.some((row) => row.handoff_id === this.#handoffId) ?? false;
  }
}
