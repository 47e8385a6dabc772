//! The digests of the shipped scenarios, as they were last reviewed.

use crate::program::Desk;
use std::fmt::Write;
use std::path::Path;

/// A change of the protocol, of a draw or of a preset shows here. `cargo xtask golden` rewrites the file; say in the commit why.
#[test]
fn golden_digests_change_only_by_intent() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/digests.txt");
    let desk = Desk::new();
    let mut now = String::new();
    for scenario in ["quickstart", "volatile", "ratio1-snapshot"] {
        desk.xpand(&["run", scenario, "--seed", "1", "--no-report", "--out", scenario]).well();
        let digest = desk.read(&format!("{scenario}/digest.txt"));
        writeln!(now, "{scenario} {}", digest.trim()).unwrap();
    }
    if std::env::var_os("XPAND_GOLDEN").is_some_and(|word| word == "write") {
        std::fs::write(&file, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(kept, now, "runs differ from those reviewed last: if that is meant, run `cargo xtask golden`");
}
