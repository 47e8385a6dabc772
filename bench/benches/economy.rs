//! The economy by epochs: the whole model, the benchmark model of other tools, the recursion in expected values.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use economy::benchmark::Benchmark;
use economy::fluid::fluid;
use economy::{Plan, run};
use std::hint::black_box;
use std::time::Duration;

/// Epochs of a run: 36 months of emission.
const EPOCHS: u32 = 1_080;

/// The default economy with every candidate in, so patient that nobody leaves: epochs × candidates is the work done.
fn full(candidates: u32, epochs: u32) -> Plan {
    let mut plan = Plan { epochs, ..Plan::default() };
    (plan.operators.candidates, plan.operators.active_share) = (candidates, 1.0);
    (plan.operators.patience_epochs_min, plan.operators.patience_epochs_max) = (50_000, 50_000);
    plan.demand.usd_per_day = f64::from(candidates);
    plan
}

fn model(c: &mut Criterion) {
    let mut group = c.benchmark_group("agent-epochs");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(5));
    for (candidates, epochs) in [(1_000, EPOCHS), (10_000, 200), (1_000_000, 10)] {
        let plan = full(candidates, epochs);
        group.throughput(Throughput::Elements(u64::from(candidates) * u64::from(epochs)));
        group.bench_with_input(BenchmarkId::new("full", candidates), &plan, |b, plan| {
            b.iter(|| run(black_box(plan), &mut |_| {}).map(|outcome| outcome.nodes_end));
        });
    }
    for agents in [1_000, 10_000] {
        group.throughput(Throughput::Elements(u64::from(agents) * u64::from(EPOCHS)));
        group.bench_with_input(BenchmarkId::new("benchmark", agents), &agents, |b, agents| {
            b.iter(|| Benchmark::new(*agents, 1).run(black_box(EPOCHS)));
        });
    }
    group.throughput(Throughput::Elements(u64::from(EPOCHS)));
    let plan = Plan { epochs: EPOCHS, ..Plan::default() };
    group.bench_function("expected values, epochs", |b| b.iter(|| fluid(black_box(&plan), &mut |_| {}).map(|row| row.nodes)));
    group.finish();
}

criterion_group!(benches, model);
criterion_main!(benches);
