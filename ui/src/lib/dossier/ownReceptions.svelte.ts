// What the person at this window received here, newest first. One key may print or take back only
// this: never what another desk sent in a moment later.
import { nowMoment } from '$lib/components/clock';
import type { DossierRow, ReceiveDossierView } from '$lib/ipc/bindings';
import { printReceipt } from '$lib/ipc/commands';
import * as m from '$lib/ipc/messages';
import { printFault } from '$lib/ipc/printFault';
import { slipPaper } from '$lib/ipc/slipPaper';
import type { People } from './intakeDraft.svelte';

export type OwnReception = Pick<
  DossierRow,
  'dossier_id' | 'lookup_code' | 'applicant_name' | 'received_at'
>;

/** Minutes in which a reception is undone without a second person. */
const UNDO_MINUTES = 10;

export class OwnReceptions {
  /** What became of the last act, in words. */
  done = $state<string>();
  failed = $state<string>();
  /** The dossier whose slip was made last. */
  slipOf = $state<string>();
  /** Of the last one; they may want another thing as well. */
  people = $state.raw<People>();
  #list = $state.raw<readonly OwnReception[]>([]);
  #undone = $state<string>();

  add({ dossier_id, lookup_code }: ReceiveDossierView, people: People): void {
    this.people = people;
    this.#say({});
    const applicant_name = people.applicant.name.trim();
    const own = { dossier_id, lookup_code, applicant_name, received_at: nowMoment() };
    this.#list = [own, ...this.#list.filter((one) => one.dossier_id !== dossier_id)];
  }

  has(dossierId: string): boolean {
    return this.#list.some((own) => own.dossier_id === dossierId);
  }

  /** The last one, until it is taken back: the one before it is no longer in hand. */
  get last(): OwnReception | undefined {
    const last = this.#list[0];
    return last && last.dossier_id !== this.#undone ? last : undefined;
  }

  /** The last one, while it may be taken back by itself. */
  get undoable(): OwnReception | undefined {
    const last = this.last;
    if (!last) return undefined;
    const age = Date.parse(nowMoment()) - Date.parse(last.received_at);
    return age < UNDO_MINUTES * 60_000 ? last : undefined;
  }

  /** Notes that one was taken back. */
  undo({ dossier_id, lookup_code }: OwnReception): void {
    this.#undone = dossier_id;
    this.#say({ done: m.cancel_done({ code: lookup_code }) });
  }

  #say({ done, failed }: { done?: string; failed?: string }): void {
    this.done = done;
    this.failed = failed;
    this.slipOf = undefined;
  }

  /** Makes the slip of the last one; one that could not be made is said so. */
  async print(): Promise<void> {
    const dossier_id = this.last?.dossier_id;
    if (!dossier_id) return;
    try {
      const { path, reprint } = await printReceipt({ dossier_id, paper: slipPaper() });
      this.#say({ done: m.slip_made({ reprint, path }) });
      this.slipOf = dossier_id;
    } catch (reason) {
      this.#say({ failed: printFault(reason, m.slip_failed()) });
    }
  }
}
