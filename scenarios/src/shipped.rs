//! The scenarios that come with the program.

use records::scenario::{FindFile, Loaded, Loader, ScenarioError, SweepFile};
use std::path::Path;

/// A shipped scenario: its name and its text.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// Its name, as in `xpand run NAME` and `extends = "NAME"`.
    pub name: &'static str,
    /// Its file.
    pub text: &'static str,
}

/// All of them, in the order to read them in.
pub const ALL: [Shipped; 11] = [
    Shipped { name: "quickstart", text: include_str!("../quickstart.toml") },
    Shipped { name: "volatile", text: include_str!("../volatile.toml") },
    Shipped { name: "ratio1-snapshot", text: include_str!("../ratio1-snapshot.toml") },
    Shipped { name: "tor-replay", text: include_str!("../tor-replay.toml") },
    Shipped { name: "pipelines", text: include_str!("../pipelines.toml") },
    Shipped { name: "economy", text: include_str!("../economy.toml") },
    Shipped { name: "long-jobs", text: include_str!("../long-jobs.toml") },
    Shipped { name: "deployed-traffic", text: include_str!("../deployed-traffic.toml") },
    Shipped { name: "scale-100k", text: include_str!("../scale-100k.toml") },
    Shipped { name: "scale-1m", text: include_str!("../scale-1m.toml") },
    Shipped { name: "scale-1m-30d", text: include_str!("../scale-1m-30d.toml") },
];

/// The text of the scenario of this name.
#[must_use]
pub fn text(name: &str) -> Option<&'static str> {
    ALL.iter().find(|shipped| shipped.name == name).map(|shipped| shipped.text)
}

/// Reads a scenario file, or a shipped scenario by name if there is no such file.
///
/// # Errors
/// Whatever is wrong with it, with file, line and key.
pub fn load(scenario: &str, overrides: &[(String, String)]) -> Result<Loaded, ScenarioError> {
    let loader = Loader { builtin: Some(&text) };
    let path = Path::new(scenario);
    match text(scenario) {
        Some(shipped) if !path.is_file() => loader.parse(scenario, shipped, overrides),
        _ => loader.load(path, overrides),
    }
}

/// Reads a sweep file; it may extend a shipped scenario.
///
/// # Errors
/// Whatever is wrong with it, with file, line and key.
pub fn load_sweep(file: &Path, overrides: &[(String, String)]) -> Result<SweepFile, ScenarioError> {
    Loader { builtin: Some(&text) }.load_sweep(file, overrides)
}

/// Reads a search file, or a shipped scenario by name if there is no such file and the overrides say what to find.
///
/// # Errors
/// Whatever is wrong with it, with file, line and key.
pub fn load_find(file: &Path, overrides: &[(String, String)]) -> Result<FindFile, ScenarioError> {
    let loader = Loader { builtin: Some(&text) };
    match file.to_str().and_then(|name| Some((name, text(name)?))) {
        Some((name, shipped)) if !file.is_file() => loader.parse_find(name, shipped, overrides),
        _ => loader.load_find(file, overrides),
    }
}
