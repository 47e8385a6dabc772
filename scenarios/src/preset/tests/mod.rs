//! The shipped tables: that they are sound, equal to what they were computed from, and generate what they say.

mod generated;
mod leaving;
mod lookups;
mod measured;
mod tables;

use std::path::PathBuf;

/// The folder of measured data beside the checkout, or `None` after printing why `test` is skipped.
fn shared_data(test: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    if folder.join("stats.json").is_file() {
        return Some(folder);
    }
    println!("skipped: {test} compares with measured data, and {} does not exist", folder.display());
    None
}
