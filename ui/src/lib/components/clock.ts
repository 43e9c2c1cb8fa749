// The office's wall clock for what people read: always Indochina time, whatever the machine's
// zone. Tests and the mock desk set a fixed moment; nothing legal is computed from it.

const OFFSET_MS = 7 * 60 * 60 * 1000;
let source = () => new Date();

/** Puts a fixed or running source in place of the machine's clock. */
export function setClock(read: () => Date): void {
  source = read;
}

/** The moment at hand as RFC 3339 with +07:00, to the second. */
export function nowMoment(): string {
  const local = new Date(source().getTime() + OFFSET_MS);
  return `${local.toISOString().slice(0, 19)}+07:00`;
}

/** Today as an ISO date. */
export function today(): string {
  return nowMoment().slice(0, 10);
}
