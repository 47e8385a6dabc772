//! Pipelines that cannot be are refused with the stage, the key, the place and what is wrong in words.

use records::scenario::Scenario;

/// A scenario with these stages, each a line: name, more keys.
fn stages(lines: &[(&str, &str)]) -> String {
    let stage = |(name, keys): &(&str, &str)| format!("[[workload.jobs.stages]]\nname = '{name}'\n{keys}\n");
    let head = "[[workload.jobs]]\nname = 'p'\npattern = 'pipeline'\n".to_owned();
    head + &lines.iter().map(stage).collect::<String>()
}

fn message(lines: &[(&str, &str)]) -> String {
    Scenario::parse("s.toml", &stages(lines), &[]).expect_err("no pipeline").to_string()
}

const CAPTURE: (&str, &str) = ("camera", "kind = 'capture'\ngives = 'frames'");

#[test]
fn stages_that_read_what_they_are_given_are_a_pipeline_in_any_order() {
    let count = ("count", "kind = 'reduce'\nafter = ['detect', 'camera']");
    let detect = ("detect", "after = ['camera']\nreads = 'frames'\ngives = 'boxes'");
    let text = stages(&[count, ("serve", "kind = 'serve'"), detect, CAPTURE]);
    let loaded = Scenario::parse("s.toml", &text, &[]).unwrap();
    assert_eq!(loaded.scenario.workload.jobs[0].stages.len(), 4);
}

#[test]
fn a_cycle_is_named_stage_by_stage() {
    let (a, b, c) = (("a", "after = ['camera', 'c']"), ("b", "after = ['a']"), ("c", "after = ['b']"));
    assert_eq!(
        message(&[CAPTURE, a, b, c]),
        "workload.jobs.0.stages.1.after (s.toml:10): stages wait for each other: a → b → c → a"
    );
    assert!(message(&[("a", "after = ['a']")]).ends_with("stages wait for each other: a → a"));
}

#[test]
fn a_type_that_does_not_fit_is_told_with_both_stages() {
    let detect = ("detect", "after = ['camera']\nreads = 'audio'");
    assert_eq!(
        message(&[CAPTURE, detect]),
        "workload.jobs.0.stages.1.reads (s.toml:11): stage `detect` reads `audio`, but `camera`, which it comes after, gives `frames`"
    );
}

#[test]
fn a_stage_that_no_data_reaches_is_told() {
    let lost = message(&[CAPTURE, ("lost", "")]);
    assert!(lost.contains("stage `lost` cannot be reached") && lost.contains("kind \"capture\""), "{lost}");
    let late = message(&[CAPTURE, ("second", "kind = 'capture'\nafter = ['camera']")]);
    assert!(late.contains("stage `second` captures, so that nothing comes before it"), "{late}");
}

#[test]
fn an_unknown_stage_is_answered_with_the_nearest() {
    let text = message(&[CAPTURE, ("detect", "after = ['camra']")]);
    assert!(
        text.contains("names `camra`, which is no stage of this pipeline; nearest: camera; there are camera, detect"),
        "{text}"
    );
}

#[test]
fn stages_are_there_and_differ_and_belong_to_pipelines() {
    assert_eq!(message(&[]), "workload.jobs.0.stages (s.toml:1) must name a stage, because the pattern is pipeline");
    assert!(message(&[CAPTURE, CAPTURE]).contains("occurs twice in workload.jobs.0.stages"));
    let text = stages(&[CAPTURE]).replace("'pipeline'", "'map-reduce'");
    let other = Scenario::parse("s.toml", &text, &[]).unwrap_err().to_string();
    assert!(other.contains("is only read under pipeline") && other.contains("= map-reduce"), "{other}");
}
