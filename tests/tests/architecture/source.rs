//! The tree under judgement: its text files, read once, and the way a rule reports and is proven.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use walkdir::{DirEntry, WalkDir};

use crate::lexer::{Class, classes};

/// Extensions of the files that rules read.
const TEXT: [&str; 12] = [
    "rs", "ts", "svelte", "sql", "md", "toml", "css", "html", "js", "sh", "json", "txt",
];

/// One text file of the repository.
pub struct SourceFile {
    /// Path from the root of the repository, with `/`.
    pub path: String,
    /// The lines as they stand.
    pub lines: Vec<String>,
    /// The same lines with comments and the insides of literals blanked (Rust only).
    pub code: Vec<String>,
    /// The same lines with the insides of literals left out and comments kept (Rust only).
    pub without_literals: Vec<String>,
    /// For each line, whether it belongs to a test.
    pub in_test: Vec<bool>,
}

/// A place where a rule does not hold.
#[derive(Debug)]
pub struct Finding {
    /// `path:line`, or the path alone.
    pub place: String,
    /// What is wrong there, in a few words.
    pub fault: String,
}

impl Finding {
    /// A fault at a line counted from 0.
    pub fn at(file: &SourceFile, line: usize, fault: impl Into<String>) -> Self {
        Self {
            place: format!("{}:{}", file.path, line + 1),
            fault: fault.into(),
        }
    }

    /// A fault of a whole file, folder or crate.
    pub fn of(place: impl Into<String>, fault: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            fault: fault.into(),
        }
    }
}

impl SourceFile {
    /// Makes a file from its path and text.
    pub fn new(path: &str, text: &str) -> Self {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let (code, without_literals) = if path.ends_with(".rs") {
            split(text)
        } else {
            (lines.clone(), lines.clone())
        };
        let in_test = test_lines(path, &code);
        Self {
            path: path.to_owned(),
            lines,
            code,
            without_literals,
            in_test,
        }
    }

    /// Whether the file's name ends with `.extension`.
    pub fn is(&self, extension: &str) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|e| e == extension)
    }

    /// Whether a program wrote it; such files are checked by writing them again.
    pub fn is_generated(&self) -> bool {
        let top: Vec<&String> = self.lines.iter().take(3).collect();
        top.iter()
            .any(|line| line.to_lowercase().contains("generated"))
    }
}

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent()
        .expect("the tests crate lies in the workspace")
        .to_owned()
}

/// Every text file of the repository, in the order of its path.
pub fn tree() -> &'static [SourceFile] {
    static TREE: OnceLock<Vec<SourceFile>> = OnceLock::new();
    TREE.get_or_init(|| {
        let mut files: Vec<SourceFile> = walk().iter().filter_map(|path| read(path)).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    })
}

/// Names that `.gitignore` keeps out wherever they stand, and the version control itself.
pub fn ignored() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join(".gitignore")).expect(".gitignore is read");
    let plain = text.lines().filter(|line| !line.contains('*'));
    plain
        .map(|line| line.trim_start_matches('/').to_owned())
        .chain([".git".to_owned()])
        .collect()
}

/// Fails when `rule` misses the fault in `planted`, or finds one in `files`.
pub fn hold<T: ?Sized>(law: &str, rule: impl Fn(&T) -> Vec<Finding>, planted: &T, files: &T) {
    assert!(!rule(planted).is_empty(), "the rule is blind: {law}");
    let findings = rule(files);
    let list: Vec<String> = findings
        .iter()
        .map(|f| format!("  {}  {}", f.place, f.fault))
        .collect();
    assert!(findings.is_empty(), "{law}\n{}", list.join("\n"));
}

fn walk() -> Vec<PathBuf> {
    let ignored = ignored();
    let root = root();
    let kept = |entry: &DirEntry| {
        let path = entry.path().strip_prefix(&root).unwrap_or(entry.path());
        !ignored.contains(&*path.to_string_lossy())
            && !ignored.contains(&*entry.file_name().to_string_lossy())
    };
    let entries = WalkDir::new(&root).into_iter().filter_entry(kept);
    entries
        .map(|entry| entry.expect("the tree is readable").into_path())
        .collect()
}

fn read(path: &Path) -> Option<SourceFile> {
    let extension = path
        .extension()
        .map(|e| e.to_string_lossy().into_owned())
        .unwrap_or_default();
    if !path.is_file() || !TEXT.contains(&extension.as_str()) {
        return None;
    }
    let relative = path
        .strip_prefix(root())
        .expect("it was found under the root");
    let text = std::fs::read_to_string(path).expect("a source file is UTF-8");
    Some(SourceFile::new(&relative.to_string_lossy(), &text))
}

fn split(text: &str) -> (Vec<String>, Vec<String>) {
    let characters: Vec<char> = text.chars().collect();
    let classes = classes(&characters);
    let mut code = String::new();
    let mut without_literals = String::new();
    for (character, class) in characters.iter().zip(classes) {
        let blank = if *character == '\n' { '\n' } else { ' ' };
        code.push(if class == Class::Code {
            *character
        } else {
            blank
        });
        if class != Class::Literal || *character == '\n' {
            without_literals.push(*character);
        }
    }
    let lines = |text: &str| text.lines().map(str::to_owned).collect();
    (lines(&code), lines(&without_literals))
}

/// Marks the lines of test modules, and all lines of a file that holds tests only.
fn test_lines(path: &str, code: &[String]) -> Vec<bool> {
    let whole = path.ends_with("tests.rs") || path.contains("/tests/") || path.contains(".test.");
    let mut marks = vec![whole; code.len()];
    let mut line = 0;
    while line < code.len() {
        if !whole && code[line].contains("#[cfg(test)]") {
            let end = block_end(code, line);
            marks[line..=end].fill(true);
            line = end;
        }
        line += 1;
    }
    marks
}

/// The line that closes the first block opened at or after `start`, or that ends the item without
/// one.
pub fn block_end(code: &[String], start: usize) -> usize {
    let mut braces = 0;
    let mut brackets = 0;
    for (line, text) in code.iter().enumerate().skip(start) {
        for character in text.chars() {
            match character {
                '{' => braces += 1,
                '}' => braces -= 1,
                '(' | '[' => brackets += 1,
                ')' | ']' => brackets -= 1,
                ';' if braces == 0 && brackets == 0 => return line,
                _ => continue,
            }
            if character == '}' && braces == 0 {
                return line;
            }
        }
    }
    code.len().saturating_sub(1)
}

/// The words (letters, digits, `_`) of a line with the column where each begins.
pub fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
}
