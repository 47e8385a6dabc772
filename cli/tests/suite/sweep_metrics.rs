//! The metrics of a sweep, which has no tables, are those that the analysis computes from the tables of the same run.

use crate::program::Desk;
use analysis::{Measures, Run};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use records::observe::METRICS;
use records::run::WaitSummary;
use records::table::{JobRow, read_batches, read_table};

/// The first row of `results.parquet`.
fn metric(batch: &RecordBatch, name: &str) -> Option<f64> {
    let column = batch[name].as_primitive::<Float64Type>();
    column.is_valid(0).then(|| column.value(0))
}

/// What the analysis says of the run, by the name of the metric.
fn expected(run: &Run) -> Vec<(&'static str, Option<f64>)> {
    let measures = Measures::of(run);
    let summary = run.summary.as_ref().unwrap();
    let share = measures.per_job;
    let tokens = |text: &str| Some(text.parse::<f64>().unwrap());
    let wait = |name: &str| summary.waits.get(name);
    let [p50_ms, p99_ms] = [|wait: &WaitSummary| wait.p50_ms, |wait: &WaitSummary| wait.p99_ms];
    let [registered, first_placed, placed] = ["worker registered", "job's first task placed", "ready task placed"].map(wait);
    vec![
        ("jobs_submitted", Some(measures.jobs_submitted() as f64)),
        ("jobs_referred", Some(summary.referred as f64)),
        ("jobs_settled", Some(measures.jobs_in("settled") as f64)),
        ("success_share", measures.success_share),
        ("wrong_share", measures.wrong_share),
        ("completion_mean_s", measures.completion.mean_s),
        ("completion_p50_s", measures.completion.p50_s),
        ("completion_p95_s", measures.completion.p95_s),
        ("discovery_p50_ms", registered.map(p50_ms)),
        ("discovery_p99_ms", registered.map(p99_ms)),
        ("first_placement_p50_ms", first_placed.map(p50_ms)),
        ("first_placement_p99_ms", first_placed.map(p99_ms)),
        ("placement_p50_ms", placed.map(p50_ms)),
        ("placement_p99_ms", placed.map(p99_ms)),
        ("retries_per_task", measures.retries_per_task),
        ("redundancy", measures.redundancy),
        ("utilisation_share", measures.load.utilisation()),
        ("load_jain", measures.jain_of_load),
        ("availability_measured_share", measures.availability.measured_mean),
        ("availability_true_share", measures.availability.true_mean),
        (
            "false_suspicions_per_node_day",
            measures
                .online
                .mean
                .filter(|mean| *mean > 0.0)
                .map(|mean| summary.false_suspicions as f64 / (mean * summary.simulated_s / 86_400.0)),
        ),
        ("workers_online", measures.online.mean),
        ("reward_gini", measures.reward_gini),
        ("earning_gini", measures.earning_gini),
        ("messages_per_node_hour", measures.traffic.messages_per_node_hour),
        ("bytes_per_node_hour", measures.traffic.bytes_per_node_hour),
        ("control_kb_per_s", Some(summary.bytes as f64 / 1e3 / summary.simulated_s)),
        ("minted_tokens", tokens(&summary.supply.minted)),
        ("burned_tokens", tokens(&summary.supply.burned)),
        ("kwh_per_job_marginal", share.map(|share| share.marginal.kwh)),
        ("kwh_per_job_full", share.map(|share| share.full.kwh)),
        ("usd_per_job_marginal", share.map(|share| share.marginal.usd)),
        ("usd_per_job_full", share.map(|share| share.full.usd)),
        ("gco2e_per_job_marginal", share.map(|share| share.marginal.gco2e)),
        ("gco2e_per_job_full", share.map(|share| share.full.gco2e)),
        ("cloud_usd_per_job", share.and_then(|share| share.cloud).map(|cloud| cloud.usd)),
        ("cloud_gco2e_per_job", share.and_then(|share| share.cloud).map(|cloud| cloud.gco2e)),
        ("events", Some(summary.events as f64)),
    ]
}

/// What the summary says of waits for a first placement is what the table `jobs` says, to 2⁻⁸.
fn first_placements_are_those_of_the_table(run: &Run) {
    let told = run.summary.as_ref().unwrap().waits.get("job's first task placed").copied();
    let mut waits_ms = Vec::new();
    for batch in read_table::<JobRow>(&run.path).unwrap().map(Result::unwrap) {
        let (submitted, placed) =
            (batch["submitted_ns"].as_primitive::<UInt64Type>(), batch["placed_ns"].as_primitive::<UInt64Type>());
        let known = (0..batch.num_rows()).filter(|row| placed.is_valid(*row));
        waits_ms.extend(known.map(|row| (placed.value(row) - submitted.value(row)) as f64 / 1e6));
    }
    waits_ms.sort_by(f64::total_cmp);
    assert_eq!(told.map_or(0, |wait| wait.count), waits_ms.len() as u64);
    let Some(told) = told else { return };
    for (q, ms) in [(0.5, told.p50_ms), (0.99, told.p99_ms)] {
        let exact_ms = waits_ms[(waits_ms.len() as f64 * q).ceil() as usize - 1];
        assert!((ms / exact_ms - 1.0).abs() <= 1.0 / 256.0, "{ms} ms, the table says {exact_ms} ms");
    }
}

#[test]
fn a_sweep_measures_what_the_analysis_measures() {
    let desk = Desk::new();
    // Quickstart as it is; churn that makes jobs fail; nothing to do; a network that ends before its first settlement.
    let scenarios = [
        ("quickstart", "time.duration_s", "173700"),
        ("volatile", "time.duration_s", "90000"),
        ("quickstart", "workload.arrivals", "\"none\""),
        ("small.toml", "time.duration_s", "1790"),
    ];
    for (scenario, key, value) in scenarios {
        let name = format!("{}-{}", scenario.trim_end_matches(".toml"), key.replace('.', "-"));
        desk.write(
            "one.toml",
            format!("extends = \"{scenario}\"\n[sweep]\nreplicates = 1\n[[sweep.axes]]\nkey = \"{key}\"\nvalues = [{value}]\n"),
        );
        let cloud =
            ["usd_per_hour=0.5", "gflops=5000", "watts=200", "gco2e_per_kwh=300", "source=\"this test\"", "date=\"today\""]
                .map(|set| format!("cloud.{set}"));
        let mut set = vec!["--set", "workload.stop_before_end_s=600"];
        cloud.iter().for_each(|cloud| set.extend(["--set", cloud]));
        desk.xpand(&[&["sweep", "one.toml", "--out", &format!("{name}-sweep")], &set[..]].concat()).well();
        let one = format!("{key}={value}");
        desk.xpand(&[&["run", scenario, "--no-report", "--out", &name, "--set", &one], &set[..]].concat()).well();

        let run = Run::open(desk.path(&name)).unwrap();
        let batch = read_batches(&desk.path(&format!("{name}-sweep/results.parquet"))).unwrap().remove(0);
        assert_eq!(batch["digest"].as_string::<i32>().value(0), run.digest.as_deref().unwrap(), "{name}: another run");
        first_placements_are_those_of_the_table(&run);
        let expected = expected(&run);
        assert_eq!(
            expected.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            METRICS.iter().map(|m| m.name).collect::<Vec<_>>()
        );
        for (metric_name, value) in expected {
            let found = metric(&batch, metric_name);
            let same = match (found, value) {
                (Some(found), Some(value)) => (found - value).abs() <= 1e-12 * value.abs(), // sums in another order
                (found, value) => found == value,
            };
            assert!(same, "{name}: {metric_name} is {found:?}, the analysis says {value:?}");
        }
    }
}
