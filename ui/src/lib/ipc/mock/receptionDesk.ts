// The part of the mock desk that takes dossiers in: the catalogue with its checklists, the draft, the
// reception itself and its slip.
import type { DossierRow, Input, ReceiveDossierView } from '../bindings';
import { CommandError } from '../transport';
import { checklistFor, PROCEDURES } from './procedures';
import { type Handlers, type Room, SAMPLE_NOW } from './room';
import { sampleId } from './names';
import { matches } from './searchDesk';

export function receptionHandlers(room: Room): Handlers {
  const received = new Map<string, ReceiveDossierView>();
  return {
    list_procedures: (form) => ({ procedures: findProcedures(form.text) }),
    get_checklist: (form) => {
      const procedure = PROCEDURES.find((row) => row.code === form.procedure_code);
      if (!procedure) throw new CommandError('procedure_unknown', 'Không có thủ tục này.');
      return {
        papers: checklistFor(procedure, form.channel),
        request_prefill: procedure.prefill,
        due: procedure.due,
      };
    },
    receive_dossier: (form) => {
      const before = received.get(form.act_id);
      if (before) return { ...before, repeated: true };
      const view = receive(room, form, 412 + received.size);
      received.set(form.act_id, view);
      room.tell('dossiers', 'sync');
      return view;
    },
    save_draft: (form) => {
      room.draft = form.draft;
      return { saved_at: SAMPLE_NOW };
    },
    get_draft: () => ({ draft: room.draft, saved_at: room.draft ? SAMPLE_NOW : null }),
    discard_draft: () => {
      room.draft = null;
      return {};
    },
    print_receipt: (form) => {
      const row = room.row(form.dossier_id);
      row.slip_pdf = true;
      room.tell('dossiers');
      return { path: `/tmp/giay-hen-${row.lookup_code}.pdf`, pages: 1, reprint: 1 };
    },
  };
}

/** By short code first, then number or words. */
function findProcedures(text: string) {
  const wanted = text.trim().toLowerCase();
  const byCode = PROCEDURES.filter((row) => row.short_code === wanted);
  const byName = PROCEDURES.filter(
    (row) => wanted === '' || row.code.includes(wanted) || matches(row.name, wanted),
  );
  return [...byCode, ...byName.filter((row) => !byCode.includes(row))];
}

function receive(room: Room, form: Input<'receive_dossier'>, number: number): ReceiveDossierView {
  const row = rowOf(room, form, number);
  room.rows = [row, ...room.rows];
  return {
    dossier_id: row.dossier_id,
    lookup_code: row.lookup_code,
    dossier_code: row.dossier_code,
    register_volume: '02/2026',
    register_number: number,
    due_at: row.due_at,
    due_text: row.due_text,
    sentence: `Đã tiếp nhận ${row.lookup_code} – hẹn ${row.due_text}`,
    print_job_id: sampleId(7000 + number),
    repeated: false,
  };
}

function rowOf(room: Room, form: Input<'receive_dossier'>, number: number): DossierRow {
  const procedure = PROCEDURES.find((candidate) => candidate.code === form.procedure_code);
  const { applicant } = form;
  return {
    dossier_id: sampleId(5000 + number),
    lookup_code: `26112002${String(number).padStart(5, '0')}2`,
    dossier_code: `H14.01351-261120-2${String(number).slice(-3)}`,
    applicant_name: applicant.name,
    birth_year: applicant.birth ? Number(applicant.birth.slice(0, 4)) : null,
    id_masked: applicant.id_number ? '0041••••3456' : null,
    procedure_name: procedure?.name ?? '',
    received_at: SAMPLE_NOW,
    due_at: form.due_at ?? procedure?.due.due_at ?? null,
    due_text: '17 giờ hôm nay',
    status: 'received',
    status_text: 'Đã tiếp nhận',
    holder_text: room.signedIn?.name ?? '',
    sync: 'here',
    slip_pdf: false,
  };
}
