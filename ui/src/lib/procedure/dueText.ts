// How an appointed time is said: «17 giờ, Thứ Sáu 20/11/2026».
import { formatLongDate } from '$lib/components/format';
import type { DueView } from '$lib/ipc/bindings';
import * as m from '$lib/ipc/messages';

export function dueAtText(moment: string): string {
  const hour = Number(moment.slice(11, 13));
  const minutes = moment.slice(14, 16);
  const date = formatLongDate(moment);
  return minutes === '00' ? m.due_at({ hour, date }) : m.due_at_minutes({ hour, minutes, date });
}

export function dueText(due: DueView | null): string {
  if (!due) return m.due_none();
  if (due.due_at) return dueAtText(due.due_at);
  if (due.due_on) return formatLongDate(due.due_on);
  return m.due_must_enter();
}
