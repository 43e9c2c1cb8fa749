//! The only door through which typst sees anything: the embedded faces, the templates in memory
//! and the input of one form. There is no disk, no network, no package and no clock behind it.

use std::collections::HashMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};

use crate::FormError;

/// The path at which a template finds its form.
pub(crate) const INPUT_PATH: &str = "/input.json";

/// What one compilation sees.
pub(crate) struct PaperWorld<'a> {
    pub(crate) library: &'a LazyHash<Library>,
    pub(crate) book: &'a LazyHash<FontBook>,
    pub(crate) fonts: &'a [Font],
    pub(crate) sources: &'a HashMap<FileId, Source>,
    pub(crate) main: FileId,
    pub(crate) input: (FileId, Bytes),
}

/// Returns the identity of a file in memory.
pub(crate) fn file_id(path: &str) -> Result<FileId, FormError> {
    let path = VirtualPath::new(path).map_err(|_| FormError::BadTemplatePath {
        path: path.to_owned(),
    })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for PaperWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources
            .get(&id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let (input, bytes) = &self.input;
        if id == *input {
            Ok(bytes.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
