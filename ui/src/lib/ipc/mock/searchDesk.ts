// The part of the mock desk that finds: dossiers by words or digits, and what looks like one of them.
import { fold } from '../../components/fold';
import type { Input, Output } from '../bindings';
import { PROCEDURES } from './procedures';
import type { Handlers, Room } from './room';

export function searchHandlers(room: Room): Handlers {
  return {
    find_dossiers: (form) => find(room, form),
    find_duplicates: (form) => {
      const procedure = PROCEDURES.find((one) => one.code === form.procedure_code)?.name;
      const wanted = fold(form.name.trim());
      const alike = room.rows.filter(
        (row) =>
          row.status === 'received' &&
          fold(row.applicant_name) === wanted &&
          row.procedure_name === procedure,
      );
      return { duplicates: alike.slice(0, 1) };
    },
    list_recent: (form) => ({
      dossiers: room.rows
        .filter((row) => row.received_at.startsWith('2026-11-20'))
        .slice(0, form.limit),
    }),
  };
}

/** Every word of the query begins a word of the text, in any order, marks aside. */
export function matches(text: string, query: string): boolean {
  const words = fold(text).split(/\s+/);
  return fold(query)
    .split(/\s+/)
    .filter(Boolean)
    .every((wanted) => words.some((word) => word.startsWith(wanted)));
}

/** A number by its last digits, or whole behind its mask. */
function isMaskOf(masked: string, digits: string): boolean {
  const [head = '', tail = ''] = masked.split('••••');
  if (digits.length <= tail.length) return tail.endsWith(digits);
  return head !== '' && digits.startsWith(head) && digits.endsWith(tail);
}

function find(room: Room, form: Input<'find_dossiers'>): Output<'find_dossiers'> {
  const digits = form.text.replace(/\D/g, '');
  const found = room.rows.filter((row) =>
    digits.length >= 3
      ? row.lookup_code.includes(digits) || isMaskOf(row.id_masked ?? '', digits)
      : matches(`${row.applicant_name} ${row.procedure_name}`, form.text),
  );
  const exact = found.filter((row) =>
    row.applicant_name.toLowerCase().includes(form.text.toLowerCase()),
  );
  const ordered = [...exact, ...found.filter((row) => !exact.includes(row))];
  const kind = digits.length >= 14 ? 'lookup_code' : digits.length >= 3 ? 'digits' : 'name';
  return {
    dossiers: ordered.slice(0, form.limit),
    more: ordered.length > form.limit,
    understood: [{ kind, text: kind === 'name' ? `tên: ${fold(form.text)}` : `số: ${digits}` }],
  };
}
