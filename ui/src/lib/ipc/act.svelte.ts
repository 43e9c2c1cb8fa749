// Something that is asked of the desk program once: never twice at the same time, and what the desk
// says against it stays until it is tried again.
import { asCommandError, type CommandError } from './transport';

export class Act {
  #busy = $state(false);
  #refusal = $state.raw<CommandError>();

  get busy(): boolean {
    return this.#busy;
  }
  /** Why it was not done, in the desk's own sentence. */
  get failed(): string | undefined {
    return this.#refusal?.message;
  }
  /** Code of the same, where a screen acts on it. */
  get code(): string | undefined {
    return this.#refusal?.code;
  }

  /** Does it unless it is under way; true once it is done. */
  async run(ask: () => Promise<void>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    this.#refusal = undefined;
    try {
      await ask();
      return true;
    } catch (reason) {
      this.#refusal = asCommandError(reason);
      return false;
    } finally {
      this.#busy = false;
    }
  }
}
