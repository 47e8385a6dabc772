//! The same scenario files in both worlds: simulated, and as a devnet of real nodes in real time. What does not depend on time
//! must come out equal to the last unit; what does is printed side by side.
//!
//! ```text
//!   scenario file ─┬─▶ scenarios::prepare ─▶ sim::run ──┐ run folders ─▶ World, twice ─▶ equal: what must be equal
//!                  └─▶ node::devnet::run ───────────────┘                           ├──▶ plausible: times
//!                                                                                   └──▶ report: side by side
//! ```

mod both;
mod case;
mod columns;
mod equal;
mod load;
mod plausible;
mod report;
mod trace;
mod world;

use both::Both;
use case::CASES;
use std::path::Path;

/// One test, not one a scenario: each takes its real minute, and all of them run at the same time.
#[test]
fn both_worlds_come_to_the_same() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compare");
    let runs: Vec<anyhow::Result<Both>> = std::thread::scope(|scope| {
        let threads: Vec<_> = CASES.iter().map(|case| scope.spawn(|| both::run(case, &folder.join(case.name)))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let mut wrong = Vec::new();
    let mut text = String::new();
    for (case, run) in CASES.iter().zip(&runs) {
        let found = match run {
            Err(error) => vec![format!("{error:#}")],
            Ok(both) => {
                text.push_str(&report::side_by_side(case, both));
                [equal::differences(case, both), plausible::oddities(both), (case.shows)(both)].concat()
            }
        };
        wrong.extend(found.into_iter().map(|words| format!("{}: {words}", case.name)));
    }
    let path = folder.join("report.txt");
    std::fs::write(&path, &text).unwrap();
    eprintln!("{text}both worlds side by side: {}", path.display());
    assert!(wrong.is_empty(), "{} differences:\n  {}", wrong.len(), wrong.join("\n  "));
}
