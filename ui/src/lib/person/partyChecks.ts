// What looks odd in a person's numbers. Warnings only: none of them stops anything.
import { isEmail } from '$lib/components/format';
import type { PartyForm } from '$lib/ipc/bindings';
import * as m from '$lib/ipc/messages';

const PHONE_DIGITS = 10;

function digitsOf(text: string | null): string {
  return (text ?? '').replace(/\D/g, '');
}

export function idWarning(party: PartyForm): string | undefined {
  const count = digitsOf(party.id_number).length;
  if (count === 0) return undefined;
  if (party.id_kind === 'cccd' && count !== 12) return m.party_id_12_digits({ count });
  if (party.id_kind === 'cmnd' && count !== 9 && count !== 12) {
    return m.party_id_9_digits({ count });
  }
  return undefined;
}

export function phoneWarning(party: PartyForm): string | undefined {
  const count = digitsOf(party.phone).length;
  if (count === 0 || count >= PHONE_DIGITS) return undefined;
  return m.party_phone_short({ count: PHONE_DIGITS - count });
}

export function emailWarning(party: PartyForm): string | undefined {
  const email = party.email?.trim() ?? '';
  return email === '' || isEmail(email) ? undefined : m.party_email_wrong();
}
