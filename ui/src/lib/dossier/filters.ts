// Narrows what a search found: by state, by the day it was received, by procedure.
import { today } from '$lib/components/clock';
import { daysBetween } from '$lib/components/format';
import type { DossierRow } from '$lib/ipc/bindings';

export type DayFilter = '' | 'today' | 'week' | 'older';
export interface Filters {
  status: string;
  day: DayFilter;
  procedure: string;
}

export const NO_FILTERS: Filters = { status: '', day: '', procedure: '' };

export function isFiltering(filters: Filters): boolean {
  return filters.status !== '' || filters.day !== '' || filters.procedure !== '';
}

function isOnDay(row: DossierRow, day: DayFilter): boolean {
  const age = daysBetween(row.received_at, today());
  if (day === 'today') return age === 0;
  if (day === 'week') return age < 7;
  return day === '' || age >= 7;
}

export function applyFilters(rows: readonly DossierRow[], filters: Filters): DossierRow[] {
  return rows.filter(
    (row) =>
      (filters.status === '' || row.status_text === filters.status) &&
      (filters.procedure === '' || row.procedure_name === filters.procedure) &&
      isOnDay(row, filters.day),
  );
}

/** The different values of one column, in the order of the rows. */
export function valuesOf(rows: readonly DossierRow[], column: 'status_text' | 'procedure_name') {
  return [...new Set(rows.map((row) => row[column]))];
}
