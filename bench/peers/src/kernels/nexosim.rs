//! nexosim 1.0: actors with mailboxes on an executor of its own, here of one thread, which is its quickest for this.
//!
//! An LP cannot have an output for each of 10⁶ others; it reaches them through the scheduler, by the event source of each.

use crate::measure::Meter;
use crate::model::{Lp, Rules, Send};
use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::EventSource;
use nexosim::simulation::{EventId, Mailbox, Scheduler, SimInit};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

#[derive(Clone, Serialize, Deserialize)]
struct Arrival {
    payload: [u64; 8],
}

/// What all models share and none may serialise.
struct Shared {
    rules: Rules,
    scheduler: Scheduler,
    sources: Vec<EventId<Arrival>>,
    meter: Mutex<Meter>,
    /// Once this is set, a model that is called hands its LP in.
    collecting: AtomicBool,
    collected: Mutex<Vec<Lp>>,
}

static SHARED: OnceLock<Shared> = OnceLock::new();

#[derive(Serialize, Deserialize)]
struct Process {
    me: u32,
    lp: Lp,
}

#[Model]
impl Process {
    fn arrive(&mut self, arrival: Arrival, context: &Context<Self>) {
        let shared = SHARED.get().expect("shared before the first step");
        if shared.collecting.load(Ordering::Relaxed) {
            shared.collected.lock().expect(ONE_THREAD).push(self.lp);
            return;
        }
        let mut meter = shared.meter.lock().expect(ONE_THREAD);
        if meter.finished() {
            return;
        }
        let now_ns = context.time().duration_since(MonotonicTime::EPOCH).as_nanos() as u64;
        shared.rules.handle(self.me, &mut self.lp, now_ns, arrival.payload[7], |send| {
            if send.target == self.me {
                let (delay, arrival) = timed(&send);
                context.schedule_event(delay, schedulable!(Self::again), arrival).expect("delays are positive");
            } else {
                shared.schedule(&send);
            }
        });
        meter.tick();
    }

    /// What a model schedules for itself.
    #[nexosim(schedulable)]
    fn again(&mut self, arrival: Arrival, context: &Context<Self>) {
        self.arrive(arrival, context);
    }
}

const ONE_THREAD: &str = "one thread alone holds this lock";

fn timed(send: &Send) -> (Duration, Arrival) {
    // The time must be in the future.
    (Duration::from_nanos(send.delay_ns.max(1)), Arrival { payload: [send.token; 8] })
}

impl Shared {
    fn schedule(&self, send: &Send) {
        let (delay, arrival) = timed(send);
        self.scheduler.schedule_event(delay, &self.sources[send.target as usize], arrival).expect("delays are positive");
    }
}

pub fn run(rules: &Rules, lps: Vec<Lp>, meter: Meter) -> (Vec<Lp>, Meter) {
    let mut bench = SimInit::with_num_threads(1);
    let (mut sources, mut first) = (Vec::with_capacity(lps.len()), Vec::with_capacity(lps.len()));
    for (me, mut lp) in (0..).zip(lps) {
        // An LP may be sent several events for one instant; a full mailbox would only make it wait.
        let mailbox = Mailbox::with_capacity(2);
        sources.push(EventSource::new().connect(Process::arrive, &mailbox).register(&mut bench));
        first.push(rules.first(me, &mut lp));
        bench = bench.add_model(Process { me, lp }, mailbox, "");
    }
    let mut simulation = bench.init(MonotonicTime::EPOCH).expect("a bench without conflicts");
    let shared = SHARED.get_or_init(|| Shared {
        rules: rules.clone(),
        scheduler: simulation.scheduler(),
        sources,
        meter: Mutex::new(meter),
        collecting: AtomicBool::new(false),
        collected: Mutex::default(),
    });
    first.iter().for_each(|send| shared.schedule(send));
    while !shared.meter.lock().expect(ONE_THREAD).finished() {
        simulation.step().expect("models that do not fail");
    }
    shared.collecting.store(true, Ordering::Relaxed);
    for source in &shared.sources {
        simulation.process_event(source, Arrival { payload: [0; 8] }).expect("models that do not fail");
    }
    let take_lps = std::mem::take(&mut *shared.collected.lock().expect(ONE_THREAD));
    (take_lps, std::mem::take(&mut *shared.meter.lock().expect(ONE_THREAD)))
}
