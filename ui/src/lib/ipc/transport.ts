// The one door to the desk program. The product speaks Tauri's IPC; tests and a plain browser put
// an in-memory desk in its place. Every text that goes in is NFC by the time it leaves here.
import type { CommandName, DataChanged, ErrorView, Input, Output } from './bindings';
import { failure_unexpected } from './messages';

/** The kinds of thing that `data_changed` names. `catalogue` changes with a publication. */
export type DataKind = 'desk' | 'staff' | 'dossiers' | 'handoffs' | 'sync' | 'catalogue';

/** Code of a failure that nobody foresaw; its sentence says no more than that. */
export const UNEXPECTED = 'unexpected';

/** Carries commands to a desk and its changes back. */
export interface Transport {
  call(command: string, input: unknown): Promise<unknown>;
  listen(changed: (event: DataChanged) => void): () => void;
}

/** What a command answered instead of its view: act on the code, show the message. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

let transport: Transport | undefined;

export function connect(chosen: Transport): void {
  transport = chosen;
}

/** The product's transport: one Tauri command named `call`, one event named `data_changed`. */
export async function tauriTransport(): Promise<Transport> {
  const [{ invoke }, { listen }] = await Promise.all([
    import('@tauri-apps/api/core'),
    import('@tauri-apps/api/event'),
  ]);
  return {
    call: (command, input) => invoke('call', { command, input }),
    listen(changed) {
      const unlisten = listen<DataChanged>('data_changed', (event) => {
        changed(event.payload);
      });
      return () =>
        void unlisten.then((stop) => {
          stop();
        });
    },
  };
}

export async function call<C extends CommandName>(command: C, input: Input<C>): Promise<Output<C>> {
  try {
    return (await required().call(command, normalised(input))) as Output<C>;
  } catch (reason) {
    throw asCommandError(reason);
  }
}

export function listen(changed: (event: DataChanged) => void): () => void {
  return required().listen(changed);
}

/** Makes one kind of error of whatever the other side threw; it always has a sentence. */
export function asCommandError(reason: unknown): CommandError {
  if (reason instanceof CommandError) return reason;
  const view = reason as Partial<ErrorView> | null;
  if (typeof view?.code === 'string' && view.message) {
    return new CommandError(view.code, view.message);
  }
  return new CommandError(UNEXPECTED, failure_unexpected());
}

function required(): Transport {
  if (!transport) throw asCommandError(undefined);
  return transport;
}

/** Puts every string of an input into NFC: fields are never rewritten while somebody types. */
function normalised(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return value.map(normalised);
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normalised(item)]));
  }
  return value;
}
