//! `xpand study`: numbers of the findings are those of the runs, the same bytes for any threads and after a second start, and whatever is
//! wrong is told before the first run.

use crate::bad_input::assert_told;
use crate::program::{Desk, Said, online};
use std::fs;

const STUDY: &str = r#"
title = "A small study"

[[runs]]
name = "rates"
file = "rates.toml"
quick = ["sweep.replicates=2"]

[[runs]]
name = "online"
file = "online.toml"

[[runs]]
name = "replay"
file = "rates.toml"
needs = "churn.trace"

[[parts]]
id = "one"
title = "Rates"
question = "How many jobs?"
finding = """
Settled: {{ mean("rates", "jobs_settled", {"workload.jobs_per_hour": 60}) | number }}; more at 120:
{{ change("rates", "jobs_settled", {"workload.jobs_per_hour": 60}, {"workload.jobs_per_hour": 120}) | number }}, that is
{{ ratio("rates", "jobs_settled", 0, 1) | times }}. Online from {{ threshold("online") | number }} on.

{% if ran("replay") %}Replayed.{% else %}Not replayed.{% endif %}
"""

[[parts.figures]]
run = "rates"
title = "Jobs by rate"
x = "workload.jobs_per_hour"
panels = [{ metric = "jobs_settled", title = "jobs settled (count)" }]

[[parts.figures]]
run = "online"

[[thresholds]]
what = "Workers"
bound = "twenty online"
value = '{{ threshold("online") | number }}'
"#;

const RATES: &str = r#"
extends = "../small.toml"
name = "rates"

[sweep]
replicates = 3

[[sweep.axes]]
key = "workload.jobs_per_hour"
values = [60, 120]
"#;

fn desk(study: &str) -> Desk {
    let desk = Desk::new();
    fs::create_dir(desk.path("mine")).unwrap();
    desk.write("mine/study.toml", study);
    desk.write("mine/rates.toml", RATES);
    desk.write("mine/online.toml", online("online", "../small.toml", "replicates = 3\n"));
    desk
}

fn study(desk: &Desk, arguments: &[&str]) -> Said {
    desk.xpand(&[&["study"], arguments].concat())
}

fn read(desk: &Desk, file: &str) -> String {
    fs::read_to_string(desk.path(file)).unwrap()
}

/// The first number after `words`.
fn number_after(text: &str, words: &str) -> f64 {
    let rest = &text[text.find(words).unwrap_or_else(|| panic!("no `{words}` in {text}")) + words.len()..];
    let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
    rest[..end].parse().unwrap_or_else(|_| panic!("no number after `{words}` in {text}"))
}

#[test]
fn findings_hold_the_numbers_of_the_runs_and_the_report_is_the_same_for_any_threads() {
    let desk = desk(STUDY);
    let said = study(&desk, &["mine", "--out", "one", "--threads", "1"]).well();
    assert!(said.stdout.contains("twenty online"), "{}", said.stdout);
    study(&desk, &["mine", "--out", "two", "--threads", "2"]).well();
    // A second start finds all runs made, and writes the same again.
    fs::remove_file(desk.path("two/report.html")).unwrap();
    study(&desk, &["mine", "--out", "two"]).well();
    for file in ["report.html", "findings.md", "figures/one-1.svg", "figures/one-2.svg"] {
        assert!(read(&desk, &format!("one/{file}")) == read(&desk, &format!("two/{file}")), "{file} differs");
    }
    let findings = read(&desk, "one/findings.md");
    let (at_60, more) = (number_after(&findings, "Settled: "), number_after(&findings, "more at 120: "));
    let runs: Vec<f64> = ["1", "2", "3"].iter().map(|seed| settled(&desk, "60", seed)).collect();
    let doubled: Vec<f64> = ["1", "2", "3"].iter().map(|seed| settled(&desk, "120", seed)).collect();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / 3.0;
    // Four digits are shown.
    assert!((at_60 - mean(&runs)).abs() < 1e-3 * at_60, "{at_60}, runs {runs:?}");
    assert!((more - (mean(&doubled) - mean(&runs))).abs() < 1e-3 * more, "{more}, runs {runs:?} and {doubled:?}");
    let ratios: Vec<f64> = runs.iter().zip(&doubled).map(|(one, two)| two / one).collect();
    assert!((number_after(&findings, "that is ") - mean(&ratios)).abs() < 1e-3 * mean(&ratios), "{findings}");
    assert!((20.0..40.0).contains(&number_after(&findings, "Online from ")), "{findings}");
    assert!(findings.contains("Not replayed.") && findings.contains("Run `replay` was left out: needs --with churn.trace=…"));
}

/// Jobs that one run of a point settles.
fn settled(desk: &Desk, rate: &str, seed: &str) -> f64 {
    let (rate_set, out) = (format!("workload.jobs_per_hour={rate}"), format!("run-{rate}-{seed}"));
    desk.xpand(&["run", "small.toml", "--no-report", "--seed", seed, "--set", &rate_set, "--out", &out]).well();
    let summary = read(desk, &format!("{out}/summary.json"));
    number_after(&summary, "\"settled\": ")
}

#[test]
fn what_is_wrong_is_told_before_the_first_run() {
    let cases = [
        ("mean(\"rates\"", "mean(\"rate\"", &["there is no run `rate`", "online, rates, replay"][..]),
        (
            "\"jobs_settled\", {\"workload.jobs_per_hour\": 60}",
            "\"jobs\", {\"workload.jobs_per_hour\": 60}",
            &["no metric `jobs`"],
        ),
        (": 60}) | number", ": 61}) | number", &["0 points of run `rates` fit", "workload.jobs_per_hour = 120"]),
        ("| times }}", "| time }", &["finding", "line"]),
        ("x = \"workload", "x = \"load", &["`load.jobs_per_hour` does not change in it", "workload.jobs_per_hour"]),
        ("metric = \"jobs_settled\"", "metric = \"jobs\"", &["no metric `jobs`"]),
        ("threshold(\"online\") | number }}'", "threshold(\"rates\") | number }}'", &["threshold `Workers`", "is a sweep"]),
        ("title = \"A small", "titel = \"A small", &["mine/study.toml", "titel", "title"]),
        ("file = \"online.toml\"", "file = \"offline.toml\"", &["run `online`", "offline.toml"]),
    ];
    for (right, wrong, told) in cases {
        let text = STUDY.replacen(right, wrong, 1);
        assert_ne!(text, STUDY, "{right} is not in the study");
        let desk = desk(&text);
        assert_told(&study(&desk, &["mine", "--out", "out"]), told);
        assert!(!desk.path("out/runs").exists(), "a run was begun with {wrong}");
    }
    let desk = desk(STUDY);
    assert_told(&study(&desk, &["nothing-of-this-name"]), &["nothing-of-this-name", "network-formation"]);
    assert_told(&study(&desk, &["mine", "--with", "churn.preset=x"]), &["churn.preset", "churn.trace"]);
}

#[test]
fn the_shipped_study_is_whole() {
    let desk = Desk::new();
    let said = study(&desk, &["network-formation", "--check"]).well();
    assert!(said.stdout.contains("good: Network formation"), "{}", said.stdout);
    let said = study(&desk, &["network-formation", "--check", "--quick"]).well();
    assert!(said.stdout.contains("trace: left out, needs --with churn.trace"), "{}", said.stdout);
}
