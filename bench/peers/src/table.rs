//! The results as Markdown.

use crate::kernels::Kernel;
use crate::model::Workload;
use crate::results::Results;

/// What this kernel is held to: a peer takes at least so many times the CPU time of `ours`.
struct Target {
    peer: Kernel,
    ours: Kernel,
    least: f64,
}

/// The targets at [`LARGE`].
const TARGETS: [Target; 5] = [
    Target { peer: Kernel::Nexosim, ours: Kernel::Calendar64, least: 20.0 },
    Target { peer: Kernel::Simcore, ours: Kernel::Calendar64, least: 10.0 },
    Target { peer: Kernel::Simpy, ours: Kernel::Calendar64, least: 30.0 },
    Target { peer: Kernel::Desque, ours: Kernel::Calendar64, least: 7.0 },
    Target { peer: Kernel::Heap64, ours: Kernel::Calendar8, least: 9.0 },
];

const LARGE: u32 = 1_000_000;

/// At [`SMALL`], the target is this against whatever peer is best.
const BEST_LEAST: f64 = 1.5;

const SMALL: u32 = 1_000;

/// The whole document.
pub fn document(results: &Results, machine: &[String], left_out: &[String]) -> String {
    let mut lines = vec!["# The event kernel beside its peers".to_owned(), String::new()];
    lines.extend(machine.iter().chain(left_out).map(|line| format!("- {line}")));
    lines.extend([String::new(), METHOD.trim().to_owned(), String::new()]);
    lines.extend(table(results));
    lines.extend([String::new(), "## Against the targets".to_owned(), String::new()]);
    lines.extend(targets(results));
    lines.extend([String::new(), "## Hashes".to_owned(), String::new()]);
    lines.push("tokio ticks in milliseconds and so simulates something else; all others must agree.".to_owned());
    lines.push(String::new());
    lines.extend(results.hash_lines().into_iter().map(|line| format!("- {line}")));
    lines.join("\n") + "\n"
}

const METHOD: &str = "
ns: CPU time per event, median of the rounds (least of them). M/s: million events a CPU second. B/LP: peak of the resident memory
above that at the start, for each LP; of small worlds mostly fixed tables. Every measurement is a process of its own, and rounds
are interleaved; worlds of fewer than 10⁴ LPs are measured three times in a round. Slow kernels run fewer events. The workloads are
described in `src/model.rs`.
";

/// One table for all workloads.
fn table(results: &Results) -> Vec<String> {
    let sizes = results.sizes();
    let mut head = "| workload | kernel |".to_owned();
    for lps in &sizes {
        head += &format!(" {lps} LPs: ns | M/s | B/LP |");
    }
    let columns = 2 + 3 * sizes.len();
    let mut lines = vec![head, "|---".repeat(2) + &"|---:".repeat(columns - 2) + "|"];
    for workload in results.workloads() {
        for kernel in results.kernels() {
            let mut line = format!("| {workload} | {} |", kernel.title());
            for &lps in &sizes {
                line += &match results.cell(workload, lps, kernel) {
                    Some(cell) => {
                        let bytes = cell.bytes.map_or("–".to_owned(), |bytes| bytes.to_string());
                        format!(" {} ({}) | {:.2} | {bytes} |", short(cell.ns), short(cell.ns_min), 1000.0 / cell.ns)
                    }
                    None => " – | – | – |".to_owned(),
                };
            }
            lines.push(line);
        }
    }
    lines
}

/// Three digits or more.
fn short(ns: f64) -> String {
    if ns < 100.0 { format!("{ns:.1}") } else { format!("{ns:.0}") }
}

/// The targets, met and missed, and every cell in which a peer is faster.
fn targets(results: &Results) -> Vec<String> {
    let mut lines = Vec::new();
    for workload in results.workloads() {
        for Target { peer, ours, least } in TARGETS {
            lines.extend(target(results, workload, LARGE, peer, ours, least));
        }
        let ns = |peer: Kernel| results.cell(workload, SMALL, peer).map(|cell| (peer, cell.ns));
        let peers = results.kernels().into_iter().filter(|kernel| !kernel.is_ours()).filter_map(ns);
        if let Some((best, _)) = peers.min_by(|a, b| a.1.total_cmp(&b.1)) {
            lines.extend(target(results, workload, SMALL, best, Kernel::Calendar64, BEST_LEAST));
        }
    }
    let wins = wins(results);
    lines.push(String::new());
    lines.extend(if wins.is_empty() { vec!["No peer is faster in any cell.".to_owned()] } else { wins });
    lines
}

/// A target, met or missed; `None` where it was not measured.
fn target(results: &Results, workload: Workload, lps: u32, peer: Kernel, ours: Kernel, least: f64) -> Option<String> {
    let (theirs, mine) = (results.cell(workload, lps, peer)?, results.cell(workload, lps, ours)?);
    let (ratio, of_least) = (theirs.ns / mine.ns, theirs.ns_min / mine.ns_min);
    let verdict = if ratio >= least { "met" } else { "**missed**" };
    let (peer, ours) = (peer.name(), ours.name());
    let times = format!("{ratio:.1} times ({of_least:.1} by the least of the rounds)");
    Some(format!("- {workload}, {lps} LPs: {peer} takes {times} the CPU time of {ours}; target {least}: {verdict}"))
}

fn wins(results: &Results) -> Vec<String> {
    let mut lines = Vec::new();
    for workload in results.workloads() {
        for lps in results.sizes() {
            let Some(mine) = results.cell(workload, lps, Kernel::Calendar64) else { continue };
            for kernel in results.kernels().into_iter().filter(|kernel| !kernel.is_ours()) {
                if let Some(theirs) = results.cell(workload, lps, kernel).filter(|theirs| theirs.ns < mine.ns) {
                    let (name, by) = (kernel.name(), mine.ns / theirs.ns);
                    lines.push(format!("- {workload}, {lps} LPs: **{name} is {by:.2} times as fast** as calendar64"));
                }
            }
        }
    }
    lines
}

/// What a run of `workload` would be called in the progress.
pub fn progress(round: u32, workload: Workload, lps: u32, kernel: Kernel, ns: f64) -> String {
    format!("round {round}: {workload}, {lps} LPs, {}: {} ns/event", kernel.name(), short(ns))
}
