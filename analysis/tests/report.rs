//! The report as a file: whole, offline, safe, and the same each time.

#[allow(dead_code)]
mod fixture;

use std::fs;
use std::path::Path;

use analysis::{AnalysisError, Run, compare, figures, terminal_summary, write_report};
use fixture::Fixture;
use records::scenario::Cloud;
use tempfile::tempdir;

const FIGURES: [&str; 8] = ["online", "jobs", "completion", "utilisation", "availability", "rewards", "earning", "supply"];

fn run(dir: &Path, name: &str, fixture: Fixture) -> Run {
    let path = dir.join(name);
    fixture.write(&path);
    Run::open(&path).unwrap()
}

fn small() -> Fixture {
    Fixture { workers: 40, epochs: 4, jobs: 200, ..Fixture::default() }
}

#[test]
fn the_report_is_one_offline_file_with_each_figure_beside_it() {
    let dir = tempdir().unwrap();
    let out = dir.path().join("deep/report");
    let path = write_report(&[run(dir.path(), "a", small())], &out).unwrap();
    assert_eq!(path, out.join("report.html"));
    let page = fs::read_to_string(path).unwrap();
    let without_namespace = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    for outside in ["http:", "https:", "<script", "<link", "<img", "<iframe", "src=", "url(", "@import"] {
        assert!(!without_namespace.contains(outside), "{outside}");
    }
    for told in ["quickstart", "00000000000000010000000000", "3.42 s", "One honest validator", "arrival_scale = 1.0"] {
        assert!(page.contains(told), "{told}");
    }
    for name in FIGURES {
        let svg = fs::read_to_string(out.join(format!("figures/{name}.svg"))).unwrap();
        assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"), "{name}");
        assert!(!svg.contains("NaN"), "{name}");
        assert!(page.contains(svg.trim()), "{name} is inline");
    }
}

#[test]
fn the_same_runs_give_the_same_report() {
    let dir = tempdir().unwrap();
    let runs = [run(dir.path(), "a", small())];
    let page = |out: &str| fs::read(write_report(&runs, &dir.path().join(out)).unwrap()).unwrap();
    assert_eq!(page("first"), page("second"));
}

#[test]
fn text_from_the_run_cannot_become_markup() {
    let dir = tempdir().unwrap();
    let mut hostile = run(dir.path(), "a", small());
    hostile.scenario_text += "\n# <script>alert(1)</script>\n";
    hostile.summary.as_mut().unwrap().scenario = "<b>bold</b> & co".to_owned();
    hostile.nodes.class.values[0] = "<desk&top>".to_owned();
    let page = fs::read_to_string(write_report(&[hostile], dir.path()).unwrap()).unwrap();
    for markup in ["<script>", "<b>", "<desk"] {
        assert!(!page.contains(markup), "{markup}");
    }
    assert!(page.contains("alert(1)") && page.contains("bold"));
}

#[test]
fn a_settled_job_has_its_energy_and_a_cloud_only_with_a_price() {
    let dir = tempdir().unwrap();
    let mut run = run(dir.path(), "a", small());
    let page = |run: &Run| fs::read_to_string(write_report(std::slice::from_ref(run), dir.path()).unwrap()).unwrap();
    let without = page(&run);
    for told in ["Per settled job", "Marginal: what busy slots draw", "Counted over 4 settled epochs", "No cloud price was given"]
    {
        assert!(without.contains(told), "{told}");
    }
    assert!(terminal_summary(&run).contains("no price was given, see [cloud]"));
    run.cloud = Cloud { usd_per_hour: 0.5, gflops: 5e3, source: "a list".into(), date: "in May".into(), ..Cloud::default() };
    // 10,000 GFLOP a job: 2 s at 0.5 USD an hour.
    let (with, terminal) = (page(&run), terminal_summary(&run));
    for told in ["2.78e-4", "(a list, in May)", "network egress"] {
        assert!(with.contains(told), "{told}");
    }
    assert!(terminal.contains("2.78e-4 USD") && terminal.contains("kWh marginal"), "{terminal}");
}

#[test]
fn two_runs_are_compared_side_by_side() {
    let dir = tempdir().unwrap();
    let second = Fixture { seed: 2, arrival_scale: 2.5, ..small() };
    let runs = [run(dir.path(), "a", small()), run(dir.path(), "b", second)];
    let page = fs::read_to_string(write_report(&runs, dir.path()).unwrap()).unwrap();
    for told in ["2 runs side by side", "quickstart · seed 2", "relative change", "workload.arrival_scale"] {
        assert!(page.contains(told), "{told}");
    }
    assert!(!page.contains("<th scope=\"row\">workload.jobs</th>"), "equal keys are left out");
    let table = compare(&runs);
    assert!(table.contains("quickstart · seed 1") && table.contains("completion time p50"), "{table}");
    assert_eq!(compare(&[]), "");
}

#[test]
fn many_runs_are_drawn_as_lines_and_the_first_as_small_multiples() {
    let dir = tempdir().unwrap();
    let runs: Vec<Run> = (0..9).map(|seed| run(dir.path(), &format!("r{seed}"), Fixture { seed, jobs: 20, ..small() })).collect();
    let figures = figures(&runs).unwrap();
    let caption = |name: &str| figures.iter().find(|figure| figure.name == name).unwrap().caption.clone();
    assert!(caption("jobs").contains("the first 6 runs; 3 more are in the tables"), "{}", caption("jobs"));
    assert!(!caption("online").contains("first 6"));
}

#[test]
fn no_job_and_one_epoch_still_make_a_report() {
    let dir = tempdir().unwrap();
    let runs = [run(dir.path(), "a", Fixture { workers: 3, epochs: 1, jobs: 0, ..Fixture::default() })];
    let page = fs::read_to_string(write_report(&runs, dir.path()).unwrap()).unwrap();
    for told in ["none was submitted", "No job was settled, so there is no completion time to show.", "No job was recorded."] {
        assert!(page.contains(told), "{told}");
    }
    assert!(!page.contains("NaN"));
}

#[test]
fn tens_of_thousands_of_workers_are_sampled_and_the_caption_says_so() {
    let dir = tempdir().unwrap();
    let runs = [run(dir.path(), "a", Fixture { workers: 57_000, epochs: 2, jobs: 50, ..Fixture::default() })];
    let figures = figures(&runs).unwrap();
    let told = |name: &str| figures.iter().find(|figure| figure.name == name).unwrap();
    assert!(told("availability").caption.contains("an even sample of 2\u{2009}479 of 57\u{2009}000 workers"));
    assert!(told("rewards").caption.contains("Each bar is the mean of up to 285 workers"));
    for figure in &figures {
        assert!(figure.svg.len() < 500_000, "{}: {} bytes", figure.name, figure.svg.len());
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let dir = tempdir().unwrap();
    let runs = [run(dir.path(), "a", small())];
    fs::write(dir.path().join("file"), "").unwrap();
    let told = write_report(&runs, &dir.path().join("file/report")).unwrap_err().to_string();
    assert!(told.contains("file/report") && told.contains("cannot be written"), "{told}");
    assert!(matches!(write_report(&[], dir.path()), Err(AnalysisError::NoRun)));
}
