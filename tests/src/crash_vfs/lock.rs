//! Who may read and write a file, by SQLite's five levels, among the connections of one process.
//! The levels and their meaning are those of <https://sqlite.org/lockingv3.html>.

use super::disk::HandleId;

/// How far a connection has locked a file; each level includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    None,
    Shared,
    Reserved,
    Pending,
    Exclusive,
}

/// The locks of one file.
#[derive(Debug, Default)]
pub(super) struct FileLocks(Vec<(HandleId, Level)>);

impl FileLocks {
    /// Raises the level of a connection; `false` when others stand in the way.
    pub(super) fn raise(&mut self, handle: HandleId, wanted: Level) -> bool {
        if self.of(handle) >= wanted {
            return true;
        }
        let others = self.highest_of_others(handle);
        match wanted {
            Level::None => true,
            Level::Shared if others < Level::Pending => self.set(handle, Level::Shared),
            Level::Reserved if others < Level::Reserved => self.set(handle, Level::Reserved),
            Level::Pending | Level::Exclusive if others < Level::Reserved => {
                let free = others == Level::None;
                self.set(handle, if free { wanted } else { Level::Pending });
                free
            }
            Level::Shared | Level::Reserved | Level::Pending | Level::Exclusive => false,
        }
    }

    /// Lowers the level of a connection.
    pub(super) fn lower(&mut self, handle: HandleId, wanted: Level) {
        if self.of(handle) > wanted {
            self.set(handle, wanted);
        }
    }

    /// Whether anybody intends to write.
    pub(super) fn is_reserved(&self) -> bool {
        self.0.iter().any(|(_, level)| *level >= Level::Reserved)
    }

    fn of(&self, handle: HandleId) -> Level {
        let own = self.0.iter().find(|(owner, _)| *owner == handle);
        own.map_or(Level::None, |(_, level)| *level)
    }

    fn highest_of_others(&self, handle: HandleId) -> Level {
        let others = self.0.iter().filter(|(owner, _)| *owner != handle);
        others.map(|(_, level)| *level).max().unwrap_or(Level::None)
    }

    fn set(&mut self, handle: HandleId, level: Level) -> bool {
        self.0.retain(|(owner, _)| *owner != handle);
        if level > Level::None {
            self.0.push((handle, level));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{FileLocks, Level};

    #[test]
    fn many_read_and_one_intends_to_write() {
        let mut locks = FileLocks::default();
        assert!(locks.raise(1, Level::Shared) && locks.raise(2, Level::Shared));
        assert!(locks.raise(1, Level::Reserved));
        assert!(!locks.raise(2, Level::Reserved));
        assert!(locks.is_reserved());
    }

    #[test]
    fn a_writer_waits_for_the_readers_and_keeps_further_ones_out() {
        let mut locks = FileLocks::default();
        locks.raise(1, Level::Shared);
        locks.raise(2, Level::Shared);
        locks.raise(1, Level::Reserved);
        assert!(!locks.raise(1, Level::Exclusive), "a reader is still there");
        assert!(!locks.raise(3, Level::Shared), "the writer is pending");
        locks.lower(2, Level::None);
        assert!(locks.raise(1, Level::Exclusive));
    }
}
