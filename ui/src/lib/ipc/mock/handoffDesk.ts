// The part of the mock desk that hands papers over: manifests that are offered, answered and taken
// back, with the few checks that a screen must be seen to survive.
import type {
  AcceptHandoffForm,
  AcceptHandoffView,
  DossierRow,
  HandoffRow,
  HandoffView,
  Input,
  LineOutcome,
  ListHandOverView,
  OfferHandoffView,
  Output,
  StaffView,
} from '../bindings';
import * as m from '../messages';
import { CommandError } from '../transport';
import { CLERK, ONE_STOP, sampleId } from './names';
import { sampleHandoff, sampleHandoffs, sampleHandOver } from './handoffs';
import { SAMPLE_PIN } from './people';
import { type Handlers, type Room, SAMPLE_NOW } from './room';

type MockRow = HandoffRow & { incoming: boolean };

export class MockHandoffs {
  readonly rows: MockRow[] = sampleHandoffs();
  readonly #offered = new Map<string, OfferHandoffView>();
  readonly #dossiers = new Map<string, string[]>();
  readonly #outcomes = new Map<string, LineOutcome>();

  listHandOver(rows: readonly DossierRow[]): ListHandOverView {
    const gone = new Set([...this.#dossiers.values()].flat());
    const view = sampleHandOver(rows);
    const groups = view.groups.map((group) => ({
      ...group,
      dossiers: group.dossiers.filter((row) => !gone.has(row.dossier_id)),
    }));
    return { ...view, groups: groups.filter((group) => group.dossiers.length > 0) };
  }

  list(form: Input<'list_handoffs'>): Output<'list_handoffs'> {
    return {
      handoffs: this.rows.filter(
        (row) => form.direction === 'all' || row.incoming === (form.direction === 'incoming'),
      ),
    };
  }

  get(id: string, dossiers: readonly DossierRow[]): HandoffView {
    const row = this.find(id);
    const own = this.#dossiers.get(id);
    const shown = own ? dossiers.filter((one) => own.includes(one.dossier_id)) : dossiers;
    const view = sampleHandoff(row, shown);
    const lines = view.lines.map((line) => ({
      ...line,
      papers: line.papers.map((paper) => {
        const left = (this.#outcomes.get(paper.paper_id) ?? 'accepted') !== 'accepted';
        return left ? { ...paper, custody: 'held' as const, holder_text: row.from_text } : paper;
      }),
    }));
    return { ...view, lines };
  }

  find(id: string): MockRow {
    const row = this.rows.find((candidate) => candidate.handoff_id === id);
    if (!row) throw new CommandError('handoff_unknown', 'Phiếu giao này chưa về tới máy này.');
    return row;
  }

  offer(form: Input<'offer_handoff'>): OfferHandoffView {
    checkPin(form.pin);
    const before = this.#offered.get(form.act_id);
    if (before) return before;
    const count = form.lines.length;
    const serial = 408 + this.#offered.size;
    const row: MockRow = {
      incoming: false,
      handoff_id: sampleId(0xc100 + serial),
      number: `261120020${String(serial)}3`.padEnd(14, '0'),
      from_text: `${ONE_STOP}, ${CLERK}`,
      to_text: this.#nameOf(form.to_unit_id),
      offered_at: SAMPLE_NOW,
      state: 'offered',
      line_count: count,
      originals: count,
      others: count * 2,
      exceptions: 0,
      overdue: false,
      sync: 'here',
      minutes_signed: false,
    };
    this.rows.unshift(row);
    this.#dossiers.set(
      row.handoff_id,
      form.lines.map((line) => line.dossier_id),
    );
    const { handoff_id, number, state, originals, others } = row;
    const print_job_id = sampleId(0x7100 + serial);
    const view = { handoff_id, number, state, originals, others, print_job_id };
    this.#offered.set(form.act_id, view);
    return view;
  }

  accept(form: AcceptHandoffForm, staff: readonly StaffView[]): AcceptHandoffView {
    checkPin(form.pin);
    const row = this.find(form.handoff_id);
    const papers = form.lines.flatMap((line) => line.papers);
    for (const paper of papers) this.#outcomes.set(paper.paper_id, paper.outcome);
    const exceptions = papers.filter((paper) => paper.outcome !== 'accepted').length;
    row.state = exceptions > 0 ? 'accepted_with_exceptions' : 'accepted';
    row.exceptions = exceptions;
    row.sync = 'here';
    const taker = staff.find((person) => person.person_id === form.taker_person_id);
    if (taker) row.to_text = `${taker.unit_name}, ${taker.name}`;
    const accepted = papers.length - exceptions;
    return {
      state: row.state,
      accepted,
      exceptions,
      sentence:
        exceptions > 0
          ? m.handoff_accepted_short({ number: row.number, accepted, exceptions })
          : m.handoff_accepted({ number: row.number, accepted }),
      print_job_id: sampleId(0x7200),
    };
  }

  close(id: string, state: 'refused' | 'withdrawn', pin: string): void {
    checkPin(pin);
    const row = this.find(id);
    row.state = state;
    this.#dossiers.delete(id);
  }

  #nameOf(unitId: string): string {
    const known = sampleHandOver([]).destinations.find((unit) => unit.unit_id === unitId);
    return known?.unit_name ?? '';
  }
}

export function checkPin(pin: string): void {
  if (pin !== SAMPLE_PIN) throw new CommandError('wrong_pin', 'Mã PIN chưa đúng. Còn 4 lần.');
}

/** Commands that hand papers over; the answer comes after the window was told. */
export function handoffHandlers(
  room: Room,
  handoffs: MockHandoffs,
  staff: () => readonly StaffView[],
): Handlers {
  const told = <T>(answer: T): T => {
    room.tell('dossiers', 'handoffs', 'sync');
    return answer;
  };
  return {
    list_hand_over: () => handoffs.listHandOver(room.rows),
    list_handoffs: (form) => handoffs.list(form),
    get_handoff: (form) => handoffs.get(form.handoff_id, room.rows),
    offer_handoff: (form) => told(handoffs.offer(form)),
    accept_handoff: (form) => told(handoffs.accept(form, staff())),
    refuse_handoff: (form) => {
      handoffs.close(form.handoff_id, 'refused', form.pin);
      return told({});
    },
    withdraw_handoff: (form) => {
      handoffs.close(form.handoff_id, 'withdrawn', form.pin);
      return told({});
    },
    print_handover_minutes: (form) => {
      const { number } = handoffs.find(form.handoff_id);
      return { path: `/tmp/bien-ban-${number}.pdf`, pages: 1, reprint: 1 };
    },
  };
}
