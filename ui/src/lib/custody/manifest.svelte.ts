// The manifest being drawn up: where it goes, which dossiers are on it and which of their papers
// stay behind, how many bundles were counted. It lives as long as the person's screens, so that
// looking something up loses nothing; its act id is made once and lasts until it is recorded.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type {
  HandOverPaperView,
  HandOverRow,
  ListHandOverView,
  OfferHandoffForm,
} from '$lib/ipc/bindings';
import { freshActId } from '$lib/ipc/actId';
import * as m from '$lib/ipc/messages';
import { countFault } from './counting';

export interface ManifestError {
  id: string;
  text: string;
}

/** A dossier that could go, with the office that its next step names; null where none does. */
export interface Waiting {
  row: HandOverRow;
  next: string | null;
  /** Its next step names another office than the manifest does. */
  elsewhere: boolean;
}

export class Manifest {
  toUnit = $state('');
  /** Empty while anybody there may sign. */
  toPerson = $state('');
  counted = $state('');
  #actId = freshActId();
  readonly #chosen = new SvelteSet<string>();
  /** Papers that stay behind, by dossier: all others of it go. */
  readonly #behind = new SvelteMap<string, readonly string[]>();

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

  /** The papers of a dossier that would go. */
  papersOf(row: HandOverRow): HandOverPaperView[] {
    const behind = this.#behind.get(row.dossier_id);
    return row.papers.filter((paper) => !behind?.includes(paper.paper_id));
  }

  /** Puts these papers of a dossier on the manifest and leaves the others; none takes it off. */
  choosePapers(row: HandOverRow, chosen: ReadonlySet<string>): void {
    const ids = row.papers.map((paper) => paper.paper_id);
    const behind = ids.filter((id) => !chosen.has(id));
    if (behind.length === 0 || behind.length === ids.length) this.#behind.delete(row.dossier_id);
    else this.#behind.set(row.dossier_id, behind);
    if (behind.length === ids.length) this.#chosen.delete(row.dossier_id);
    else this.#chosen.add(row.dossier_id);
  }

  /** Those still here that are on the manifest, each with the papers that go. */
  chosenOf(waiting: readonly Waiting[]): HandOverRow[] {
    return waiting
      .filter(({ row }) => this.#chosen.has(row.dossier_id))
      .map(({ row }) => ({ ...row, ...counted(this.papersOf(row)) }));
  }

  /** What stops the signature; ids name the fields. */
  check(lines: readonly HandOverRow[]): ManifestError[] {
    if (lines.length === 0) return [{ id: 'waiting', text: m.hand_over_nothing_chosen() }];
    const fault = countFault(this.counted, lines.length);
    return fault ? [{ id: 'counted', text: fault }] : [];
  }

  toForm(lines: readonly HandOverRow[], pin: string): OfferHandoffForm {
    return {
      act_id: this.#actId,
      to_unit_id: this.toUnit,
      to_person_id: this.toPerson || null,
      lines: lines.map(({ dossier_id, papers }) => ({
        dossier_id,
        paper_ids: this.#behind.has(dossier_id) ? papers.map((paper) => paper.paper_id) : null,
      })),
      counted_bundles: Number(this.counted.trim()),
      pin,
    };
  }

  /** Begins the next manifest; only after this one was recorded. */
  begin(): void {
    this.#actId = freshActId();
    this.#chosen.clear();
    this.#behind.clear();
    this.counted = '';
    this.toPerson = '';
  }
}

/** Lists what waits: what goes to the chosen office, what only the clerk knows, then the rest. */
export function waitingFor(view: ListHandOverView | undefined, toUnit: string): Waiting[] {
  const groups = (view?.groups ?? []).map(({ destination, dossiers }) => ({
    dossiers,
    next: destination?.unit_name ?? null,
    place: destination === null ? 1 : destination.unit_id === toUnit ? 0 : 2,
  }));
  return groups
    .toSorted((one, other) => one.place - other.place)
    .flatMap(({ dossiers, next, place }) =>
      dossiers.map((row) => ({ row, next, elsewhere: place === 2 })),
    );
}

/** Counts papers as the manifest states them: giấy tờ gốc, and all others. */
function counted(papers: HandOverPaperView[]) {
  const sum = (irreplaceable: boolean) =>
    papers
      .filter((paper) => paper.irreplaceable === irreplaceable)
      .reduce((total, paper) => total + paper.count, 0);
  return { papers, originals: sum(true), others: sum(false) };
}

export function totals(lines: readonly { originals: number; others: number }[]) {
  return {
    originals: lines.reduce((sum, line) => sum + line.originals, 0),
    others: lines.reduce((sum, line) => sum + line.others, 0),
  };
}
