// The manifest being drawn up: where it goes, which dossiers are on it, how many bundles were
// counted. It lives as long as the person's screens, so that looking something up loses nothing;
// its act id is made once and lasts until the handing over is recorded.
import { SvelteSet } from 'svelte/reactivity';
import type { HandOverRow, ListHandOverView, OfferHandoffForm } from '$lib/ipc/bindings';
import * as m from '$lib/ipc/messages';

export interface ManifestError {
  id: string;
  text: string;
}

/** A dossier that could go, with the office it usually goes to where several are known. */
export interface Waiting {
  row: HandOverRow;
  usual: string | null;
}

export class Manifest {
  toUnit = $state('');
  /** Empty while anybody there may sign. */
  toPerson = $state('');
  counted = $state('');
  #actId = freshActId();
  readonly #chosen = new SvelteSet<string>();

  has(id: string): boolean {
    return this.#chosen.has(id);
  }

  toggle(id: string): void {
    if (!this.#chosen.delete(id)) this.#chosen.add(id);
  }

  /** Chooses all of them, or none if all were chosen. */
  toggleAll(ids: readonly string[]): void {
    const all = ids.every((id) => this.#chosen.has(id));
    for (const id of ids)
      if (all) this.#chosen.delete(id);
      else this.#chosen.add(id);
  }

  /** Those still here that are on the manifest; what left meanwhile is not. */
  chosenOf(waiting: readonly Waiting[]): HandOverRow[] {
    return waiting.map(({ row }) => row).filter((row) => this.#chosen.has(row.dossier_id));
  }

  /** What stops the signature; ids name the fields. */
  check(lines: readonly HandOverRow[]): ManifestError[] {
    const counted = this.counted.trim();
    if (lines.length === 0) return [{ id: 'waiting', text: m.hand_over_nothing_chosen() }];
    if (!/^\d+$/.test(counted)) return [{ id: 'counted', text: m.hand_over_counted_missing() }];
    if (Number(counted) === lines.length) return [];
    const text = m.hand_over_counted_differs({ counted, listed: lines.length });
    return [{ id: 'counted', text }];
  }

  toForm(lines: readonly HandOverRow[], pin: string): OfferHandoffForm {
    return {
      act_id: this.#actId,
      to_unit_id: this.toUnit,
      to_person_id: this.toPerson || null,
      lines: lines.map((row) => ({ dossier_id: row.dossier_id, paper_ids: null })),
      counted_bundles: Number(this.counted.trim()),
      pin,
    };
  }

  /** Begins the next manifest; only after this one was recorded. */
  begin(): void {
    this.#actId = freshActId();
    this.#chosen.clear();
    this.counted = '';
    this.toPerson = '';
  }
}

/** Lists what waits in one list: those that usually go to the chosen office first. */
export function waitingFor(view: ListHandOverView | undefined, toUnit: string): Waiting[] {
  const groups = view?.groups ?? [];
  const ordered = [
    ...groups.filter((group) => group.destination.unit_id === toUnit),
    ...groups.filter((group) => group.destination.unit_id !== toUnit),
  ];
  return ordered.flatMap((group) =>
    group.dossiers.map((row) => ({
      row,
      usual: groups.length > 1 ? group.destination.unit_name : null,
    })),
  );
}

export function totals(lines: readonly { originals: number; others: number }[]) {
  return {
    originals: lines.reduce((sum, line) => sum + line.originals, 0),
    others: lines.reduce((sum, line) => sum + line.others, 0),
  };
}

function freshActId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
