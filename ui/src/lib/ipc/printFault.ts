// Why a print was not made, in words.
import { asCommandError, UNEXPECTED } from './transport';

/** The desk's own sentence; what nobody foresaw is said as a print that was not made. */
export function printFault(reason: unknown, unforeseen: string): string {
  const error = asCommandError(reason);
  return error.code === UNEXPECTED ? unforeseen : error.message;
}
