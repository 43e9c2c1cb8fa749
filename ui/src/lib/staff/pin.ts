// What a PIN must look like before the desk is asked about it: six digits, and twice the same where a
// PIN is chosen. Whether it is the right one only the desk program knows.
import * as m from '$lib/ipc/messages';

export function isPin(text: string): boolean {
  return /^\d{6}$/.test(text);
}

/** What is wrong with a PIN as it was typed; undefined when nothing is. */
export function pinFault(pin: string): string | undefined {
  return isPin(pin) ? undefined : m.pin_length({ count: pin.length });
}

/** What is wrong with a chosen PIN typed the second time. */
export function repeatFault(pin: string, again: string): string | undefined {
  return pin === again ? undefined : m.pin_differs();
}
