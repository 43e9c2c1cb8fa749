// The keys of each screen, for its help at F1: what is drawn on its buttons, and what is not.
import * as m from '$lib/ipc/messages';
import type { Place, Screen } from './navigation.svelte';

export interface KeyLine {
  chord: string;
  text: string;
}

const line = (chord: string, text: string): KeyLine => ({ chord, text });

const SCREEN_KEYS: Record<Exclude<Screen, 'handoff'>, () => KeyLine[]> = {
  receive: () => [
    line('F9', m.receive_finish()),
    line('Alt+N', m.party_submitter_other()),
    line('Alt+K', m.procedure_channel()),
    line('Alt+H', m.due_override()),
    line('Ctrl+D', m.recent_again()),
    line('Ctrl+P', m.slip_make()),
    line('Ctrl+G', m.where_title()),
    line('1–9', m.papers_keys()),
    line('0', m.papers_keys_all()),
    line('B C S +', m.papers_keys_count()),
    line('X', m.papers_keys_fate()),
    line('N', m.papers_keys_missing()),
    line('G', m.papers_keys_note()),
  ],
  search: () => [
    line('Enter', m.where_open_dossier()),
    line('F6', m.dossier_give_back()),
    line('Ctrl+P', m.slip_make()),
    line('Ctrl+G', m.where_title()),
    line('Alt+T', m.search_filter_status()),
    line('Alt+Y', m.search_filter_day()),
    line('Alt+U', m.search_filter_procedure()),
    line('Backspace', m.search_keys_drop()),
  ],
  accept_handoff: () => [
    line('1', m.accept_key_1()),
    line('2', m.accept_key_2()),
    line('3', m.accept_key_3()),
    line('4', m.accept_key_4()),
    line('5', m.accept_key_5()),
    line('0', m.accept_key_0()),
    line('F9', m.accept_sign()),
    line('Alt+T', m.accept_refuse()),
    line('Alt+R', m.accept_withdraw()),
    line('Alt+P', m.hand_over_taker_here()),
    line('Alt+B', m.accept_signed_paper()),
    line('Ctrl+P', m.accept_make_minutes()),
    line('Ctrl+G', m.where_title()),
  ],
  dossier: () => [
    line('F6', m.dossier_give_back()),
    line('Alt+Q', m.dossier_issue()),
    line('Alt+C', m.dossier_correct()),
    line('Alt+R', m.dossier_withdraw()),
    line('Alt+X', m.dossier_cancel()),
    line('Ctrl+P', m.slip_make()),
    line('Alt+B', m.accept_signed_paper()),
    line('Ctrl+G', m.where_title()),
  ],
  where_papers: () => [line('F9', m.where_open_dossier()), line('Ctrl+P', m.slip_make())],
  sync_queue: () => [
    line('Enter', m.where_open_dossier()),
    line('F9', m.queue_send_now()),
    line('Ctrl+G', m.where_title()),
  ],
};

const HANDOFF_TABS = () => [
  line('Alt+L', m.hand_over_tab_draw_up()),
  line('Alt+H', m.hand_over_incoming_list()),
  line('Alt+D', m.hand_over_outgoing_list()),
];
const DRAWING_UP = () => [
  line('Space', m.hand_over_keys_tick()),
  line('Ctrl+A', m.hand_over_keys_all()),
  line('Enter', m.hand_over_keys_papers()),
  line('F9', m.hand_over_sign()),
  line('Alt+P', m.hand_over_taker_here()),
  line('Ctrl+G', m.where_title()),
];

export function screenKeys(place: Place): KeyLine[] {
  if (place.screen !== 'handoff') return SCREEN_KEYS[place.screen]();
  const isDrawnUp = (place.tab ?? 'draw_up') === 'draw_up';
  const own = isDrawnUp ? DRAWING_UP() : [line('Enter', m.hand_over_keys_open())];
  return [...HANDOFF_TABS(), ...own];
}

/** Keys that mean the same on every screen. */
export function deskKeys(): KeyLine[] {
  return [
    line('F1', m.user_help()),
    line('Alt+8', m.nav_sync()),
    line('Ctrl+K', m.nav_quick_find()),
    line('Ctrl+Enter', m.user_help_finish()),
    line('Enter', m.user_help_next()),
    line('↑ ↓', m.user_help_rows()),
    line('Ctrl+↓ ↑', m.user_help_region()),
    line('Ctrl+= -', m.user_text_size()),
    line('Ctrl+L', m.user_lock()),
    line('Esc', m.user_help_escape()),
  ];
}
