// Counting a manifest paper by paper: what was found, in the taker's words where it differs, and
// how many bundles were counted. Totals come only from papers that somebody counted.
import { SvelteMap } from 'svelte/reactivity';
import type {
  AcceptHandoffForm,
  HandoffLineView,
  HandoffView,
  LineOutcome,
  PaperView,
} from '$lib/ipc/bindings';
import * as m from '$lib/ipc/messages';
import { countFault } from './counting';

/** One paper of a manifest as a row to count. */
export interface TickRow {
  line: HandoffLineView;
  paper: PaperView;
  /** The first of its dossier bears the dossier's name. */
  first: boolean;
}

export interface TickError {
  id: string;
  text: string;
}

export class Ticking {
  counted = $state('');
  readonly #outcomes = new SvelteMap<string, LineOutcome>();
  readonly #notes = new SvelteMap<string, string>();

  /** Nobody has counted anything yet. */
  get isEmpty(): boolean {
    return this.#outcomes.size === 0 && this.counted.trim() === '';
  }

  outcomeOf(paperId: string): LineOutcome | undefined {
    return this.#outcomes.get(paperId);
  }

  set(paperId: string, outcome: LineOutcome): void {
    this.#outcomes.set(paperId, outcome);
  }

  noteOf(paperId: string): string {
    return this.#notes.get(paperId) ?? '';
  }

  note(paperId: string, text: string): void {
    this.#notes.set(paperId, text);
  }

  /** Takes every paper of a dossier that nobody counted yet as being there. */
  acceptLine(line: HandoffLineView): void {
    for (const { paper_id } of line.papers) {
      if (!this.#outcomes.has(paper_id)) this.#outcomes.set(paper_id, 'accepted');
    }
  }

  countedOf(rows: readonly TickRow[]): number {
    return rows.filter(({ paper }) => this.#outcomes.has(paper.paper_id)).length;
  }

  /** Rows that are not simply there. */
  differences(rows: readonly TickRow[]): TickRow[] {
    return rows.filter(({ paper }) => {
      const outcome = this.#outcomes.get(paper.paper_id);
      return outcome !== undefined && outcome !== 'accepted';
    });
  }

  /** How many the taker answers for from the signature on: what is there, damaged or not. */
  takenOf(rows: readonly TickRow[]): number {
    const taken = rows.map(({ paper }) => this.#outcomes.get(paper.paper_id));
    return taken.filter((outcome) => outcome === 'accepted' || outcome === 'damaged').length;
  }

  /** What stops the signature; ids name the fields. */
  check(view: HandoffView, rows: readonly TickRow[]): TickError[] {
    const errors: TickError[] = [];
    const left = rows.length - this.countedOf(rows);
    if (left > 0) errors.push({ id: 'tick', text: m.accept_uncounted_left({ count: left }) });
    for (const { paper } of this.differences(rows)) {
      if (this.noteOf(paper.paper_id).trim() !== '') continue;
      const text = m.accept_note_missing({ paper: paper.name });
      errors.push({ id: `note-${paper.paper_id}`, text });
    }
    const fault = countFault(this.counted, view.lines.length);
    if (fault) errors.push({ id: 'counted', text: fault });
    return errors;
  }

  toForm(view: HandoffView, taker: string | null, pin: string): AcceptHandoffForm {
    return {
      handoff_id: view.handoff_id,
      taker_person_id: taker,
      pin,
      counted_bundles: Number(this.counted.trim()),
      lines: view.lines.map((line) => ({
        dossier_id: line.dossier_id,
        papers: line.papers.map(({ paper_id }) => ({
          paper_id,
          // Never reached uncounted: `check` stands before.
          outcome: this.#outcomes.get(paper_id) ?? 'missing',
          note: this.noteOf(paper_id).trim() || null,
        })),
      })),
    };
  }
}

/** What was counted so far, manifest by manifest: looking something up loses nothing of it. */
export class Tickings {
  #kept: readonly { handoffId: string; ticking: Ticking }[] = [];

  of(handoffId: string): Ticking {
    const kept = this.#kept.find((one) => one.handoffId === handoffId);
    if (kept) return kept.ticking;
    const ticking = new Ticking();
    this.#kept = [...this.#kept, { handoffId, ticking }];
    return ticking;
  }

  /** Forgets a manifest that is answered. */
  drop(handoffId: string): void {
    this.#kept = this.#kept.filter((one) => one.handoffId !== handoffId);
  }
}

export function tickRows(lines: readonly HandoffLineView[]): TickRow[] {
  return lines.flatMap((line) =>
    line.papers.map((paper, at) => ({ line, paper, first: at === 0 })),
  );
}
