//! What can be wrong with a scenario, told with file, line and key.

use std::fmt;
use std::path::PathBuf;

/// Where a value was set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Nowhere: it is the default.
    Default,
    /// In a file, or a text that stands for one, at this line (from 1).
    Line(String, usize),
    /// By `--set` with this key.
    Override(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Line(source, line) => write!(f, "{source}:{line}"),
            Self::Override(key) => write!(f, "--set {key}"),
        }
    }
}

/// Why a scenario was refused.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// The file is missing or unreadable.
    #[error("{}: cannot read the scenario: {cause}", path.display())]
    Read {
        /// File as it was named.
        path: PathBuf,
        /// The operating system's reason.
        cause: std::io::Error,
    },
    /// `extends` names neither a shipped scenario nor a readable file.
    #[error("{place}: extends = \"{extends}\" is no shipped scenario, and the file {} cannot be read: {cause}", path.display())]
    Extends {
        /// Where `extends` stands.
        place: Place,
        /// Its value.
        extends: String,
        /// File that was tried.
        path: PathBuf,
        /// The operating system's reason.
        cause: std::io::Error,
    },
    /// A chain of `extends` comes back to where it was.
    #[error("{place}: extends goes round in a circle: {}", chain.join(" -> "))]
    Cycle {
        /// Where the last `extends` stands.
        place: Place,
        /// Scenarios in the order met; the last is one of the earlier ones.
        chain: Vec<String>,
    },
    /// The text is not TOML.
    #[error("{place}: not valid TOML: {message}")]
    Syntax {
        /// Line of the first mistake.
        place: Place,
        /// The parser's words.
        message: String,
    },
    /// A key the schema does not have.
    #[error("{place}: unknown key {key}; nearest: {nearest}; valid: {}", valid.join(", "))]
    UnknownKey {
        /// Where the key stands.
        place: Place,
        /// Dotted key.
        key: String,
        /// Dotted key that it may have been meant to be.
        nearest: String,
        /// Every key that the same table may hold.
        valid: Box<[String]>,
    },
    /// A key that has no default.
    #[error("{place}: the key {key} is missing, expected {expected}")]
    Missing {
        /// Where its table stands.
        place: Place,
        /// Dotted key.
        key: String,
        /// Type and range expected.
        expected: String,
    },
    /// A word that is not among those allowed.
    #[error("{place}: {key} = \"{found}\" is not allowed; nearest: \"{nearest}\"; allowed: {}", valid.join(", "))]
    UnknownValue {
        /// Where the value stands.
        place: Place,
        /// Dotted key.
        key: String,
        /// The word found.
        found: String,
        /// The allowed word most like it.
        nearest: String,
        /// Every allowed word.
        valid: Box<[String]>,
    },
    /// A value of another type.
    #[error("{place}: {key} is {found}, expected {expected}")]
    WrongType {
        /// Where the value stands.
        place: Place,
        /// Dotted key.
        key: String,
        /// Type and value found.
        found: String,
        /// Type expected.
        expected: &'static str,
    },
    /// A number outside its range.
    #[error("{place}: {key} = {value} is out of range, allowed: {range}")]
    OutOfRange {
        /// Where the value stands.
        place: Place,
        /// Dotted key.
        key: String,
        /// The number found.
        value: String,
        /// Least and greatest value allowed.
        range: String,
    },
    /// An `--set` that names no place in the scenario.
    #[error("--set {key}: {message}")]
    Override {
        /// The text before the `=`.
        key: String,
        /// What is wrong with it.
        message: String,
    },
    /// Many runs where one is asked for.
    #[error("{place}: [{section}] makes this many runs, not one: use `xpand {section} {file}`")]
    IsMany {
        /// Where the section stands.
        place: Place,
        /// Its name.
        section: &'static str,
        /// The file.
        file: String,
    },
    /// Many runs that are asked to be the base of another file.
    #[error("{place}: a file with [{section}] cannot be extended: move what both share to a file without it")]
    ExtendsMany {
        /// Where the section stands.
        place: Place,
        /// Its name.
        section: &'static str,
    },
    /// One scenario where many runs are asked for.
    #[error("{file}: has no [{section}], it is one run: use `xpand run {file}`, or add what changes under [{section}]")]
    NoSection {
        /// Name of the section asked for.
        section: &'static str,
        /// The file.
        file: String,
    },
    /// A section where another is asked for.
    #[error("{place}: this file has [{section}]: use `xpand {section} {file}`")]
    OtherSection {
        /// Where the section stands.
        place: Place,
        /// Its name.
        section: &'static str,
        /// The file.
        file: String,
    },
    /// A key of `[sweep]` or `[find]`, or one that it names, that cannot be as it is.
    #[error("{place}: {key}: {message}")]
    Section {
        /// Where it stands.
        place: Place,
        /// Dotted key.
        key: String,
        /// What is wrong with it and what is allowed.
        message: String,
    },
    /// Values that are allowed alone and not together.
    #[error("{message}")]
    Conflict {
        /// The keys, where each was set, and the rule.
        message: String,
    },
}

/// The candidate most like `name`, if there is any candidate. Ties go to the first.
///
/// Use it to answer an unknown preset name.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    candidates.into_iter().min_by_key(|candidate| {
        let distance = strsim::osa_distance(&name, &candidate.to_lowercase());
        // Typing only the start of a long name is no mistake in letters: it goes before any other candidate.
        (!candidate.to_lowercase().starts_with(&name) || name.is_empty(), distance)
    })
}
