// Who may sign for a manifest on its giver's machine. The desk has the last word; this only spares
// people names that it would refuse. By ids alone: offices may bear alike names, and somebody whom the
// post employs may be assigned to the One-stop.
import type { DestinationStaffView, StaffView } from '$lib/ipc/bindings';

/** To whom a manifest was drawn up: an office, and somebody by name if one was named. */
export interface Addressee {
  unit_id: string;
  person_id: string | null;
}

/**
 * People with a PIN at this machine, other than the giver, who are assigned where the manifest goes.
 * Where `to` is not known, because it was not drawn up by this window, they are all who are assigned
 * to an office that could take it.
 */
export function takersBeside(
  staff: readonly StaffView[],
  destinations: readonly DestinationStaffView[],
  to: Addressee | null,
  giverId: string | undefined,
): StaffView[] {
  const offices = destinations.filter((office) => !to || office.unit_id === to.unit_id);
  const assigned = new Set(offices.flatMap((office) => office.staff.map((one) => one.person_id)));
  return staff.filter(
    ({ person_id, activated }) =>
      activated &&
      person_id !== giverId &&
      assigned.has(person_id) &&
      (!to?.person_id || to.person_id === person_id),
  );
}
