// The fields of a dossier that can be put right: what stands there, as text, and what a new text
// becomes on its way to the desk.
import { formatBirth, isEmail } from '$lib/components/format';
import type { CorrectableField, DossierView, ReturnChannel } from '$lib/ipc/bindings';
import * as m from '$lib/ipc/messages';
import { RETURN_TEXT } from './channelText';

export const FIELDS: readonly { field: CorrectableField; name: () => string }[] = [
  { field: 'applicant_name', name: m.corrected_applicant_name },
  { field: 'birth', name: m.corrected_birth },
  { field: 'id_number', name: m.corrected_id_number },
  { field: 'address', name: m.corrected_address },
  { field: 'phone', name: m.corrected_phone },
  { field: 'email', name: m.corrected_email },
  { field: 'request', name: m.corrected_request },
  { field: 'return_channel', name: m.corrected_return_channel },
  { field: 'due_at', name: m.corrected_due_at },
  { field: 'sets', name: m.corrected_sets },
];

/** May be emptied by a correction; every other field may not. */
const MAY_BE_EMPTY: ReadonlySet<CorrectableField> = new Set(['phone', 'email', 'id_number']);

/** What is on record, in the shape in which the desk takes it. */
export function valueOf(view: DossierView, field: CorrectableField): string {
  const { applicant } = view;
  switch (field) {
    case 'applicant_name':
      return applicant.name;
    case 'birth':
      return applicant.birth ?? '';
    case 'id_number':
      return applicant.id_number ?? '';
    case 'address':
      return applicant.address;
    case 'phone':
      return applicant.phone ?? '';
    case 'email':
      return applicant.email ?? '';
    case 'request':
      return view.request;
    case 'return_channel':
      return view.return_channel;
    case 'due_at':
      return view.row.due_at ?? '';
    case 'sets':
      return String(view.sets);
  }
}

/** The same for people. */
export function shownOf(view: DossierView, field: CorrectableField): string {
  if (field === 'birth') return formatBirth(view.applicant.birth);
  if (field === 'return_channel') return RETURN_TEXT[view.return_channel]();
  if (field === 'due_at') return view.row.due_text;
  return valueOf(view, field);
}

/** What stops a correction; undefined when nothing does. */
export function check(view: DossierView, field: CorrectableField, value: string) {
  if (value.trim() === '' && !MAY_BE_EMPTY.has(field)) {
    return m.field_required({ field: m.correct_value() });
  }
  if (field === 'email' && value.trim() !== '' && !isEmail(value.trim())) {
    return m.party_email_wrong();
  }
  if (value.trim() === valueOf(view, field)) return m.correct_same();
  return undefined;
}

export function isReturnChannel(value: string): value is ReturnChannel {
  return value in RETURN_TEXT;
}
