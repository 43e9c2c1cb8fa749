// Prints the slip of a dossier again and says what came of it.
import { printReceipt } from '$lib/ipc/commands';
import * as m from '$lib/ipc/messages';
import { printFault } from '$lib/ipc/printFault';

export class SlipPrint {
  done = $state<string>();
  failed = $state<string>();

  async print(dossier_id: string): Promise<void> {
    this.failed = undefined;
    try {
      const { path, reprint } = await printReceipt({ dossier_id });
      this.done = m.dossier_printed({ reprint, path });
    } catch (reason) {
      this.done = undefined;
      this.failed = printFault(reason, m.dossier_print_failed());
    }
  }
}
