// What is done with a manifest besides signing it: its minutes are made as a PDF, and that the
// paper bears its signatures is recorded. Says what came of the last of these.
import { printHandoverMinutes, recordSignedPrint } from '$lib/ipc/commands';
import * as m from '$lib/ipc/messages';
import { printFault } from '$lib/ipc/printFault';
import { asCommandError } from '$lib/ipc/transport';

/** The name of the minutes among the forms. */
const MINUTES = 'handover_minutes';

export class HandoffAct {
  done = $state<string>();
  failed = $state<string>();

  async print(handoffId: string): Promise<void> {
    this.failed = undefined;
    try {
      const { path } = await printHandoverMinutes({ handoff_id: handoffId });
      this.done = m.accept_minutes_made({ path });
    } catch (reason) {
      this.done = undefined;
      this.failed = printFault(reason, m.accept_minutes_failed());
    }
  }

  async recordSigned(handoffId: string): Promise<void> {
    this.failed = undefined;
    try {
      await recordSignedPrint({
        dossier_id: null,
        handoff_id: handoffId,
        form: MINUTES,
        signed: true,
      });
      this.done = m.accept_signed_paper_done();
    } catch (reason) {
      this.failed = asCommandError(reason).message;
    }
  }
}
