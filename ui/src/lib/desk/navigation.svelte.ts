// Where the clerk is. A place is a screen with what it needs; going somewhere remembers the way
// back. Nothing of it is in an address: the window has none.
import { createContext } from 'svelte';

export type Place =
  | { screen: 'receive' }
  | { screen: 'search' }
  | { screen: 'handoff'; tab?: HandoffTab }
  | { screen: 'accept_handoff'; handoff_id: string; beside?: Beside }
  /** `giving_back`: with the giving back of its papers begun. */
  | { screen: 'dossier'; dossier_id: string; giving_back?: boolean }
  | { screen: 'where_papers'; dossier_id: string }
  | { screen: 'sync_queue' };

/** Somebody of the taking side signs on the giver's machine; to whom it goes, where that is known. */
export interface Beside {
  to: { unit_id: string; person_id: string | null } | null;
}

/** The three kinds of work at F4. */
export type HandoffTab = 'draw_up' | 'incoming' | 'outgoing';

export type Screen = Place['screen'];

/** Steps back that are remembered; more than anybody follows. */
const TRAIL_MAX = 20;

export class Navigation {
  #place = $state.raw<Place>({ screen: 'receive' });
  #trail: Place[] = [];

  /** Begins at the first page of a role. */
  constructor(first: Place) {
    this.#place = first;
  }

  get place(): Place {
    return this.#place;
  }

  go(place: Place): void {
    if (JSON.stringify(place) === JSON.stringify(this.#place)) return;
    this.#trail = [...this.#trail, this.#place].slice(-TRAIL_MAX);
    this.#place = place;
  }

  /** Says more exactly where one is; the way back stays. */
  settle(place: Place): void {
    this.#place = place;
  }

  /** Goes to where one came from; false when there is nothing before. */
  back(): boolean {
    const place = this.#trail.at(-1);
    if (!place) return false;
    this.#trail = this.#trail.slice(0, -1);
    this.#place = place;
    return true;
  }
}

export const [getNavigation, setNavigation] = createContext<Navigation>();
