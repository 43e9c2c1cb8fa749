//! The memory through which the connections of one process share the index of a write-ahead log,
//! with its eight locks. It lies in this process alone and is gone with it, like the real one
//! after a power cut.

use std::sync::atomic::AtomicU64;

use super::disk::HandleId;

/// How many locks SQLite asks for (`SQLITE_SHM_NLOCK`).
const LOCKS: usize = 8;

/// The shared memory of one database.
#[derive(Debug, Default)]
pub(super) struct SharedMemory {
    regions: Vec<Box<[AtomicU64]>>,
    locks: [Slot; LOCKS],
    users: Vec<HandleId>,
}

#[derive(Debug, Default)]
struct Slot {
    readers: Vec<HandleId>,
    writer: Option<HandleId>,
}

impl SharedMemory {
    /// Gives the start of a region, which stays where it is as long as somebody uses the memory.
    pub(super) fn region(
        &mut self,
        user: HandleId,
        index: usize,
        bytes: usize,
        extend: bool,
    ) -> Option<*const AtomicU64> {
        if !self.users.contains(&user) {
            self.users.push(user);
        }
        while extend && self.regions.len() <= index {
            let words = bytes.div_ceil(size_of::<AtomicU64>());
            self.regions
                .push((0..words).map(|_| AtomicU64::new(0)).collect());
        }
        self.regions.get(index).map(|region| region.as_ptr())
    }

    /// Takes the locks `slots` for one user; `false` when another stands in the way.
    pub(super) fn lock(
        &mut self,
        user: HandleId,
        slots: std::ops::Range<usize>,
        exclusive: bool,
    ) -> bool {
        let Some(wanted) = self.locks.get_mut(slots) else {
            return false;
        };
        if !wanted.iter().all(|slot| slot.is_free_for(user, exclusive)) {
            return false;
        }
        for slot in wanted {
            if exclusive {
                slot.writer = Some(user);
            } else if !slot.readers.contains(&user) {
                slot.readers.push(user);
            }
        }
        true
    }

    /// Gives the locks `slots` back.
    pub(super) fn unlock(&mut self, user: HandleId, slots: std::ops::Range<usize>) {
        for slot in self.locks.get_mut(slots).into_iter().flatten() {
            slot.readers.retain(|reader| *reader != user);
            slot.writer = slot.writer.filter(|writer| *writer != user);
        }
    }

    /// Ends one user's part and says whether nobody is left.
    pub(super) fn leave(&mut self, user: HandleId) -> bool {
        self.unlock(user, 0..LOCKS);
        self.users.retain(|other| *other != user);
        self.users.is_empty()
    }
}

impl Slot {
    fn is_free_for(&self, user: HandleId, exclusive: bool) -> bool {
        let no_writer = self.writer.is_none_or(|writer| writer == user);
        let no_reader = self.readers.iter().all(|reader| *reader == user);
        no_writer && (!exclusive || no_reader)
    }
}

#[cfg(test)]
mod tests {
    use super::SharedMemory;

    #[test]
    fn readers_share_a_lock_and_a_writer_has_it_alone() {
        let mut memory = SharedMemory::default();
        assert!(memory.lock(1, 3..4, false) && memory.lock(2, 3..4, false));
        assert!(!memory.lock(3, 2..5, true), "slot 3 is being read");
        memory.unlock(1, 3..4);
        memory.unlock(2, 3..4);
        assert!(memory.lock(3, 2..5, true));
        assert!(!memory.lock(1, 4..5, false));
    }

    #[test]
    fn a_region_stays_where_it_is_when_further_ones_come() {
        let mut memory = SharedMemory::default();
        assert!(memory.region(1, 0, 32_768, false).is_none());
        let first = memory.region(1, 0, 32_768, true);
        assert!(memory.region(2, 9, 32_768, true).is_some());
        assert_eq!(memory.region(2, 0, 32_768, false), first);
        assert!(!memory.leave(1) && memory.leave(2));
    }
}
