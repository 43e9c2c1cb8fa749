// How each state looks: tone, sign and, where Rust gives no text, words. Colour never stands alone.
import type { Tone } from '$lib/components/Badge.svelte';
import type { IconName } from '$lib/components/icons';
import type { CustodyState, SyncState } from '$lib/ipc/bindings';
import * as m from '$lib/ipc/messages';

export interface Look {
  tone: Tone;
  icon: IconName;
  dashed?: boolean;
}

export const SYNC_LOOK: Record<SyncState, Look & { text: () => string }> = {
  here: { tone: 'warn', icon: 'arrow_up', text: m.sync_here },
  sending: { tone: 'info', icon: 'refresh', text: m.sync_sending },
  received: { tone: 'info', icon: 'cloud', text: m.sync_received },
  safe: { tone: 'ok', icon: 'check_twice', text: m.sync_safe },
  quarantined: { tone: 'warn', icon: 'warning', text: m.sync_quarantined },
};

export const CUSTODY_LOOK: Record<CustodyState, Look & { text: () => string }> = {
  held: { tone: 'info', icon: 'home', text: m.custody_held },
  in_transit: { tone: 'warn', icon: 'swap', dashed: true, text: m.custody_in_transit },
  returned: { tone: 'mute', icon: 'check', text: m.custody_returned },
  taken_back: { tone: 'mute', icon: 'forbidden', text: m.custody_taken_back },
  incident: { tone: 'error', icon: 'square', text: m.custody_incident },
  disputed: { tone: 'error', icon: 'warning', text: m.custody_disputed },
};

const DOSSIER_LOOK: Record<string, Look> = {
  draft: { tone: 'mute', icon: 'circle', dashed: true },
  awaiting_reception: { tone: 'info', icon: 'circle', dashed: true },
  received: { tone: 'info', icon: 'dot' },
  handed_over: { tone: 'info', icon: 'arrow_right' },
  in_progress: { tone: 'info', icon: 'arrow_right' },
  awaiting_supplement: { tone: 'warn', icon: 'triangle' },
  awaiting_fee: { tone: 'warn', icon: 'triangle' },
  extended: { tone: 'info', icon: 'refresh' },
  stopped: { tone: 'mute', icon: 'pause' },
  due_soon: { tone: 'warn', icon: 'clock' },
  overdue: { tone: 'error', icon: 'square' },
  result_ready: { tone: 'ok', icon: 'star' },
  awaiting_post: { tone: 'ok', icon: 'envelope' },
  delivering: { tone: 'info', icon: 'arrow_right' },
  returned: { tone: 'mute', icon: 'check' },
  withdrawn: { tone: 'mute', icon: 'cross' },
  refused: { tone: 'mute', icon: 'cross' },
  cancelled: { tone: 'mute', icon: 'cross' },
};

/** A state that this window does not know yet is shown plainly by its text. */
export function dossierLook(status: string): Look {
  return DOSSIER_LOOK[status] ?? { tone: 'info', icon: 'dot' };
}
