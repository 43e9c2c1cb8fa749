// How the states of a manifest look and what they say.
import type { IconName } from '$lib/components/icons';
import type { Tone } from '$lib/components/Badge.svelte';
import type { HandoffRow, HandoffState, LineOutcome } from '$lib/ipc/bindings';
import * as m from '$lib/ipc/messages';

interface Look {
  tone: Tone;
  icon: IconName;
  dashed?: boolean;
}

export const HANDOFF_LOOK: Record<HandoffState, Look> = {
  offered: { tone: 'warn', icon: 'swap', dashed: true },
  accepted: { tone: 'ok', icon: 'check' },
  accepted_with_exceptions: { tone: 'warn', icon: 'triangle' },
  refused: { tone: 'error', icon: 'cross' },
  withdrawn: { tone: 'mute', icon: 'arrow_back' },
};

const STATE_TEXT: Record<HandoffState, () => string> = {
  offered: m.handoff_state_offered,
  accepted: m.handoff_state_accepted,
  accepted_with_exceptions: m.handoff_state_accepted_with_exceptions,
  refused: m.handoff_state_refused,
  withdrawn: m.handoff_state_withdrawn,
};

export function handoffText(row: HandoffRow): string {
  if (row.state === 'accepted_with_exceptions' && row.exceptions > 0) {
    return m.hand_over_exceptions({ count: row.exceptions });
  }
  return STATE_TEXT[row.state]();
}

/** What the taker may find, in the order of the number keys. */
export const OUTCOMES: readonly LineOutcome[] = [
  'accepted',
  'missing',
  'damaged',
  'different',
  'refused',
];

export const OUTCOME_LOOK: Record<LineOutcome, Look & { text: () => string }> = {
  accepted: { tone: 'ok', icon: 'check', text: m.accept_key_1 },
  missing: { tone: 'error', icon: 'square', text: m.accept_key_2 },
  damaged: { tone: 'warn', icon: 'triangle', text: m.accept_key_3 },
  different: { tone: 'warn', icon: 'triangle', text: m.accept_key_4 },
  refused: { tone: 'mute', icon: 'cross', text: m.accept_key_5 },
};
