//! The recorded disk as the desk's file asks for it beside SQLite: renames, removals and syncs
//! stand in the same recording, in one order with the writes of the database.

use std::any::Any;
use std::io;
use std::path::Path;

use store::file::Disk;

use crate::crash_vfs::CrashVfs;

impl Disk for CrashVfs {
    fn exists(&self, path: &Path) -> bool {
        self.has(&name(path))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        CrashVfs::rename(self, &name(from), &name(to))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        CrashVfs::remove(self, &name(path))
    }

    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        CrashVfs::copy(self, &name(from), &name(to))
    }

    fn sync_file(&self, path: &Path) -> io::Result<()> {
        CrashVfs::sync_file(self, &name(path))
    }

    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        CrashVfs::sync_folder(self)
    }

    fn lock(&self, _: &Path) -> io::Result<Box<dyn Any + Send>> {
        Ok(Box::new(()))
    }
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
