// What the rooms of the mock desk have in common: each answers some of the commands over the same
// dossiers, and tells the window what changed.
import type { AlarmView, Commands, DossierRow, SignedInView, SyncStatusView } from '../bindings';
import type { DataKind } from '../transport';

/** The hour at which every test and picture is taken. */
export const SAMPLE_NOW = '2026-11-20T09:42:00+07:00';

/** Answers to some of the commands. */
export type Handlers = { [C in keyof Commands]?: (input: Commands[C][0]) => Commands[C][1] };

/** The desk as its rooms see it. */
export interface Room {
  rows: DossierRow[];
  sync: SyncStatusView;
  alarms: AlarmView[];
  draft: unknown;
  signedIn: SignedInView | null;
  row: (id: string) => DossierRow;
  tell: (...kinds: DataKind[]) => void;
}
