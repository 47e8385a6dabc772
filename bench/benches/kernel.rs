//! The parts of the event kernel, one by one.

use bench::{Hold, Law};
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime};
use engine::rng::Stream;
use kernel::{CalendarQueue, HeapQueue, Queue, Slab};
use std::hint::black_box;
use std::time::Duration;

/// A pop and a push on a queue that holds 10³ to 10⁶ entries.
fn queues(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hold");
    group.throughput(Throughput::Elements(1)).sample_size(20).measurement_time(Duration::from_secs(2));
    for pending in [1_000, 100_000, 1_000_000] {
        hold(&mut group, BenchmarkId::new("calendar", pending), CalendarQueue::new(), pending, Law::Second);
        hold(&mut group, BenchmarkId::new("heap", pending), HeapQueue::new(), pending, Law::Second);
    }
}

/// The same on a calendar queue of 10⁵ entries, under laws of delays that a fixed width of buckets could not all suit.
fn laws(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("law");
    group.throughput(Throughput::Elements(1)).sample_size(20).measurement_time(Duration::from_secs(2));
    for law in Law::ALL {
        hold(&mut group, BenchmarkId::new("calendar", format!("{law:?}")), CalendarQueue::new(), 100_000, law);
    }
}

fn hold<Q: Queue<u64>>(group: &mut BenchmarkGroup<WallTime>, id: BenchmarkId, queue: Q, pending: u32, law: Law) {
    let mut hold = Hold::new(queue, pending, law);
    group.bench_function(id, |bencher| bencher.iter(|| hold.step()));
}

/// A value taken out of a slab of 10⁵ and another one put in.
fn slab(criterion: &mut Criterion) {
    let mut slab = Slab::new();
    let mut numbers: Vec<u32> = (0..100_000).map(|_| slab.insert([0_u64; 8])).collect();
    let mut which = Stream::new(1, 2, 3);
    criterion.bench_function("slab/remove and insert", |bencher| {
        bencher.iter(|| {
            let index = which.below(100_000) as usize;
            let value = slab.remove(numbers[index]);
            numbers[index] = slab.insert(black_box(value));
        });
    });
}

/// Random words.
fn streams(criterion: &mut Criterion) {
    let mut stream = Stream::new(1, 2, 3);
    criterion.bench_function("stream/next", |bencher| bencher.iter(|| stream.next()));
    criterion.bench_function("stream/below", |bencher| bencher.iter(|| stream.below(black_box(1_000))));
    let mut entity = 0;
    criterion.bench_function("stream/new and first draw", |bencher| {
        bencher.iter(|| {
            entity += 1;
            Stream::new(1, entity, 3).next()
        });
    });
}

criterion_group!(kernel, queues, laws, slab, streams);
criterion_main!(kernel);
