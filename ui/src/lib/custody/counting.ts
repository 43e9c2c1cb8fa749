// The bundles that both sides count by hand before a signature.
import * as m from '$lib/ipc/messages';

/** What is wrong with the count as it was typed, against what the manifest lists. */
export function countFault(counted: string, listed: number): string | undefined {
  const typed = counted.trim();
  if (!/^\d+$/.test(typed)) return m.hand_over_counted_missing();
  if (Number(typed) === listed) return undefined;
  return m.hand_over_counted_differs({ counted: typed, listed });
}
