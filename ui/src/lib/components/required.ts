// What is said of a field that must be filled; whether it is filled rightly, the desk says.
import * as m from '$lib/ipc/messages';

export function requiredFault(text: string, field: string): string | undefined {
  return text.trim() === '' ? m.field_required({ field }) : undefined;
}
