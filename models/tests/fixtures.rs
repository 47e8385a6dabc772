//! The same answers as PyPI magika 1.0.3, on files of 150 types and at the borders of its rules.
//!
//! `models/fixtures/make.py` made the files and asked the reference.

use models::magika::{Magika, Overwrite, Sample};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

const FILES: &[u8] = include_bytes!("../fixtures/fixtures.tar");
const LABELS: &str = include_str!("../fixtures/labels.tsv");

/// onnxruntime 1.32 and these kernels differ by at most 9.0e-6 on the fixtures; other processors take other kernels, hence the room.
const SCORE_DIFFERENCE_MAX: f32 = 1e-4;

struct Answer {
    label: &'static str,
    score: f32,
    model_label: Option<&'static str>,
    overwrite: Overwrite,
}

fn files() -> BTreeMap<String, Vec<u8>> {
    let mut archive = tar::Archive::new(FILES);
    let entries = archive.entries().expect("a tar archive");
    let read = entries.map(|entry| {
        let mut entry = entry.expect("an entry");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("its content");
        (entry.path().expect("its path").display().to_string(), content)
    });
    read.collect()
}

fn answers() -> BTreeMap<&'static str, Answer> {
    let rows = LABELS.lines().filter(|line| !line.starts_with('#')).skip(1);
    let parsed = rows.map(|row| {
        let fields: Vec<&str> = row.split('\t').collect();
        let [path, label, score, model_label, overwrite] = fields[..] else { panic!("five fields in {row:?}") };
        let overwrite = match overwrite {
            "none" => Overwrite::None,
            "overwrite_map" => Overwrite::Renamed,
            "low_confidence" => Overwrite::LowConfidence,
            other => panic!("overwrite {other} of {path}"),
        };
        let score = score.parse().expect("a score");
        (path, Answer { label, score, model_label: Some(model_label).filter(|label| *label != "undefined"), overwrite })
    });
    parsed.collect()
}

#[test]
fn files_get_the_labels_of_the_reference() {
    let magika = Magika::shipped().expect("the shipped model loads");
    let (files, answers) = (files(), answers());
    assert!(files.keys().map(String::as_str).eq(answers.keys().copied()), "fixtures.tar and labels.tsv name other files");
    assert!(files.len() >= 200, "{} files", files.len());
    let labels: BTreeSet<&str> = answers.values().map(|answer| answer.label).collect();
    assert!(labels.len() >= 40, "{} labels", labels.len());

    let (mut other_label, mut other_reason, mut difference) = (0, 0, 0.0_f32);
    for (path, content) in &files {
        let verdict = magika.classify(&Sample::of_bytes(content)).expect("a verdict");
        let answer = &answers[path.as_str()];
        difference = difference.max((verdict.score - answer.score).abs());
        if verdict.label != answer.label {
            other_label += 1;
            println!("{path}: reference {} ({:?}, {}), here {verdict:?}", answer.label, answer.model_label, answer.score);
        }
        if verdict.model_label.as_deref() != answer.model_label || verdict.overwrite != answer.overwrite {
            other_reason += 1;
            println!("{path}: reference {:?} {:?}, here {verdict:?}", answer.model_label, answer.overwrite);
        }
        assert!(magika.content_type(&verdict.label).is_some(), "{} is not described", verdict.label);
    }
    let total = files.len();
    println!(
        "{} of {total} labels equal, {} model labels and reasons; largest score difference {difference:e}",
        total - other_label,
        total - other_reason
    );
    assert!(other_label * 100 <= total && other_reason * 100 <= total, "under 99 % agreement");
    assert!(difference <= SCORE_DIFFERENCE_MAX, "score difference {difference:e}");
}

#[test]
fn two_models_on_two_threads_give_the_same_bits() {
    let files = files();
    let run = || {
        let magika = Magika::shipped().expect("the shipped model loads");
        let verdicts = files.values().map(|content| magika.classify(&Sample::of_bytes(content)).expect("a verdict"));
        verdicts.map(|verdict| (verdict.label, verdict.score.to_bits())).collect::<Vec<_>>()
    };
    let (here, there) = std::thread::scope(|scope| {
        let there = scope.spawn(run);
        (run(), there.join().expect("no panic"))
    });
    assert_eq!(here, there);
}
