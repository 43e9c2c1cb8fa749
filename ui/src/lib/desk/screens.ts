// The screens of the top row: the same key is the same verb for both roles, only names differ.
import type { KeyHandlers } from '$lib/components/keys';
import * as m from '$lib/ipc/messages';
import type { Place } from './navigation.svelte';

export interface NavEntry {
  chord: string;
  twin: string;
  name: string;
  /** Where it leads; null while the screen is not built. */
  place: Place | null;
}

export function navEntries(postal: boolean): NavEntry[] {
  const entry = (chord: string, twin: string, name: string, place: Place | null = null) => ({
    chord,
    twin,
    name,
    place,
  });
  return [
    // The post's own slip is another form with another promise: it is not built yet.
    postal
      ? entry('F2', 'Alt+1', m.nav_receive_postal())
      : entry('F2', 'Alt+1', m.nav_receive_one_stop(), { screen: 'receive' }),
    entry('F3', 'Alt+2', m.nav_search(), { screen: 'search' }),
    entry('F4', 'Alt+3', m.nav_handoff(), { screen: 'handoff' }),
    entry('F6', 'Alt+5', postal ? m.nav_return_postal() : m.nav_return_one_stop()),
    entry('F7', 'Alt+6', postal ? m.nav_register_postal() : m.nav_register_one_stop()),
    entry('F8', 'Alt+7', m.nav_reports()),
  ];
}

/** Keys of the top row; a screen that is not built has none. */
export function navKeys(entries: readonly NavEntry[], go: (place: Place) => void): KeyHandlers {
  const keys = entries.flatMap(({ chord, place }): [string, () => void][] => {
    if (!place) return [];
    return [
      [
        chord,
        () => {
          go(place);
        },
      ],
    ];
  });
  return Object.fromEntries(keys);
}
