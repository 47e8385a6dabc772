//! Layers: defaults, `extends`, the file, `--set`.

use std::fs;
use std::path::Path;

use records::scenario::{ChurnModel, JobPattern, Loader, Place, Scenario, ScenarioError};

fn set(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn write(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a path in the folder")).expect("a folder");
    fs::write(&path, text).expect("a file");
    path
}

#[test]
fn an_empty_file_is_the_default_scenario() {
    let loaded = Scenario::parse("empty", "", &[]).expect("the defaults are valid");
    assert_eq!(loaded.scenario, Scenario::default());
    assert_eq!(loaded.scenario.population.classes.len(), 3);
    assert_eq!(loaded.scenario.workload.jobs[1].pattern, JobPattern::MapReduce);
    assert_eq!(loaded.place("time.epoch_s"), Place::Default);
}

#[test]
fn what_is_set_changes_only_itself() {
    let text = "[time]\nduration_s = 86400\n[[workload.jobs]]\nname = 'only'\ntasks = 3\n";
    let loaded = Scenario::parse("part.toml", text, &[]).expect("valid");
    let scenario = &loaded.scenario;
    assert_eq!((scenario.time.duration_s, scenario.time.epoch_s), (86_400, 21_600));
    assert_eq!(scenario.workload.jobs.len(), 1, "a list replaces the default list");
    let only = &scenario.workload.jobs[0];
    assert_eq!((only.tasks, only.gflop, only.weight), (3, 5000.0, 1.0), "its elements have defaults of their own");
    assert_eq!(loaded.place("time.duration_s"), Place::Line("part.toml".into(), 2));
    assert_eq!(loaded.place("workload.jobs.0.tasks"), Place::Line("part.toml".into(), 5));
    assert_eq!(loaded.place("workload.jobs.0.gflop"), Place::Line("part.toml".into(), 3));
}

#[test]
fn extends_chains_and_the_nearer_layer_wins() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "base/far.toml", "seed = 1\n[time]\nepoch_s = 3600\nduration_s = 7200\n");
    write(folder.path(), "base/near.toml", "extends = 'far.toml'\nseed = 2\n");
    let path = write(folder.path(), "own.toml", "extends = 'base/near.toml'\n\n[time]\nduration_s = 10800\n");
    let loaded = Scenario::load(&path, &set(&[("seed", "9")])).expect("valid");
    let scenario = &loaded.scenario;
    assert_eq!((scenario.seed, scenario.time.epoch_s, scenario.time.duration_s), (9, 3600, 10_800));
    assert_eq!(scenario.extends, "", "a filled-in scenario extends nothing");
    assert_eq!(loaded.layers.len(), 3);
    assert!(loaded.layers[0].ends_with("far.toml") && loaded.layers[2].ends_with("own.toml"));
    assert_eq!(loaded.place("seed"), Place::Override("seed".into()));
    assert_eq!(loaded.place("time.duration_s"), Place::Line(path.display().to_string(), 4));
}

#[test]
fn a_mistake_in_a_base_is_told_with_the_line_of_the_base() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "base.toml", "seed = 1\n\nsed = 2\n");
    let path = write(folder.path(), "own.toml", "extends = 'base.toml'\n");
    let message = Scenario::load(&path, &[]).expect_err("the base is wrong").to_string();
    assert!(message.contains("base.toml:3: unknown key sed; nearest: seed"), "{message}");
}

#[test]
fn shipped_scenarios_are_extended_by_name() {
    let known = String::from("quickstart");
    let shipped = |name: &str| (name == known).then_some("name = 'Quickstart'\n[population]\nworkers = 12\n");
    let loader = Loader { builtin: Some(&shipped) };
    let loaded = loader.parse("own", "extends = 'quickstart'\nseed = 5\n", &[]).expect("valid");
    assert_eq!((loaded.scenario.population.workers, loaded.scenario.seed), (12, 5));
    assert_eq!(loaded.layers, ["quickstart", "own"]);

    let message = loader.parse("own", "seed = 5\nextends = 'quikstart'\n", &[]).expect_err("no such base").to_string();
    assert!(message.starts_with("own:2: extends = \"quikstart\" is no shipped scenario, and the file quikstart"), "{message}");
}

#[test]
fn a_circle_of_extends_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.toml", "extends = 'b.toml'\n");
    let path = write(folder.path(), "b.toml", "# first\nextends = './a.toml'\n");
    let error = Scenario::load(&path, &[]).expect_err("a circle");
    let ScenarioError::Cycle { chain, .. } = &error else { panic!("{error}") };
    assert_eq!(chain.len(), 3);
    assert!(error.to_string().contains("a.toml:1: extends goes round in a circle: "), "{error}");
}

#[test]
fn set_reaches_lists_and_takes_bare_words() {
    let pairs = set(&[
        ("workload.jobs.0.tasks", "4"),
        ("network.jitter", "none"),
        ("population.snapshot", "2025-08-06"),
        ("churn.model", "\"none\""),
        ("population.region_weights", "[1, 2.5, 0]"),
        ("population.regions.1", "AFRICA"),
        ("time", "{epoch_s = 3600}"),
        ("workload.jobs_per_hour", "30"),
    ]);
    let scenario = Scenario::parse("s", "", &pairs).expect("valid").scenario;
    assert_eq!(scenario.workload.jobs[0].tasks, 4);
    assert_eq!(scenario.workload.jobs[0].name, "inference-batch", "the rest of the default stays");
    assert_eq!(scenario.network.jitter, "none");
    assert_eq!(scenario.population.snapshot, "2025-08-06");
    assert_eq!(scenario.churn.model, ChurnModel::None);
    assert_eq!(scenario.population.region_weights, [1.0, 2.5, 0.0]);
    assert_eq!(scenario.population.regions, ["EU_WEST", "AFRICA", "E_ASIA"]);
    assert_eq!((scenario.time.epoch_s, scenario.time.sample_s), (3600, 300));
    assert_eq!(scenario.workload.jobs_per_hour, 30.0);
}

#[test]
fn a_trace_is_relative_to_the_file_or_to_the_working_directory_with_set() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "in/tor.toml", "[churn]\ntrace = 'data/tor.parquet'\n");
    let scenario = Scenario::load(&path, &[]).expect("valid").scenario;
    assert_eq!(Path::new(&scenario.churn.trace), folder.path().join("in/data/tor.parquet"));

    let scenario = Scenario::load(&path, &set(&[("churn.trace", "tor.parquet")])).expect("valid").scenario;
    let here = std::env::current_dir().expect("a working directory");
    assert_eq!(Path::new(&scenario.churn.trace), here.join("tor.parquet"));

    let stored = write(folder.path(), "runs/1/scenario.toml", &scenario.to_toml());
    assert_eq!(Scenario::load(stored, &[]).expect("valid").scenario, scenario, "wherever the stored scenario lies");
}
