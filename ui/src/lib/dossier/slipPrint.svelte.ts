// Makes the slip of a dossier as a PDF and says what came of it. Nothing here says that it is on paper.
import { printReceipt } from '$lib/ipc/commands';
import * as m from '$lib/ipc/messages';
import { printFault } from '$lib/ipc/printFault';
import { slipPaper } from '$lib/ipc/slipPaper';

export class SlipPrint {
  done = $state<string>();
  failed = $state<string>();

  async print(dossier_id: string): Promise<void> {
    this.failed = undefined;
    try {
      const { path, reprint } = await printReceipt({ dossier_id, paper: slipPaper() });
      this.done = m.slip_made({ reprint, path });
    } catch (reason) {
      this.done = undefined;
      this.failed = printFault(reason, m.slip_failed());
    }
  }
}
