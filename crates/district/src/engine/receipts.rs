//! Receipts: stored before they are said, and said again byte for byte.

use ledger::id::{DeviceId, Incarnation};
use ledger::receipt::{Receipt, ReceiptBody};
use sync::protocol::Verbatim;

use super::Core;
use crate::database::{Outcome, Writing};

impl Core {
    /// Gives the receipt for what a desk pushed up to a place of one chain: the stored one that
    /// covers it, or a fresh one if the chain has grown past all of them.
    pub(super) fn receipt(
        &mut self,
        tx: &mut dyn Writing,
        device: DeviceId,
        life: Incarnation,
        pushed_up_to: u64,
    ) -> Outcome<Option<Verbatim>> {
        let Some(chain) = tx.find_chain(device, life)?.filter(|chain| chain.up_to > 0) else {
            return Ok(None);
        };
        let epoch = self.log.epoch();
        let wanted = pushed_up_to.min(chain.up_to);
        if let Some(stored) = tx.find_receipt(epoch, device, life, wanted)? {
            return Ok(Some(Verbatim(stored)));
        }
        let body = ReceiptBody {
            device,
            incarnation: life,
            up_to: chain.up_to,
            head: chain.hash,
            positions: chain.positions,
            server_time: self.around.now(),
            epoch,
            checkpoint: tx.checkpoint()?,
        };
        let receipt = Receipt::sign(body, self.secrets.receipt.as_ref()).encode();
        tx.add_receipt(epoch, device, life, chain.up_to, &receipt)?;
        Ok(Some(Verbatim(receipt)))
    }
}
