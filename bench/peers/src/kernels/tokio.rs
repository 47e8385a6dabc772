//! tokio with a paused clock: a task for each chain of events, which sleeps until the next one.
//!
//! Its timers tick in milliseconds, so that it simulates something else by design: its hash is not compared.

use crate::measure::Meter;
use crate::model::{Lp, Rules, Send};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

struct World {
    rules: Rules,
    lps: Vec<Lp>,
    meter: Meter,
    start: Instant,
}

type Shared = Rc<(RefCell<World>, Notify)>;

/// What travels with a task from sleep to sleep.
struct Chain {
    at: Instant,
    target: u32,
    payload: [u64; 8],
}

impl Chain {
    fn of(now: Instant, send: &Send) -> Self {
        Self { at: now + Duration::from_nanos(send.delay_ns), target: send.target, payload: [send.token; 8] }
    }
}

/// One event: what it makes, in order, with the last of it to be gone on with by the same task.
fn step(shared: &Shared, chain: &Chain) -> [Option<Chain>; 2] {
    let World { rules, lps, meter, start } = &mut *shared.0.borrow_mut();
    if meter.finished() {
        return [None, None];
    }
    let now_ns = (Instant::now() - *start).as_nanos() as u64;
    let mut made = [None, None];
    let mut slots = made.iter_mut();
    rules.handle(chain.target, &mut lps[chain.target as usize], now_ns, chain.payload[7], |send| {
        if let Some(slot) = slots.next() {
            *slot = Some(Chain::of(chain.at, &send));
        }
    });
    if !meter.tick() {
        shared.1.notify_one();
    }
    made
}

async fn run_chain(shared: Shared, mut chain: Chain) {
    let sleep = sleep_until(chain.at);
    tokio::pin!(sleep);
    loop {
        sleep.as_mut().await;
        match step(&shared, &chain) {
            [None, _] => return,
            [Some(next), None] => chain = next,
            [Some(message), Some(next)] => {
                spawn(&shared, message);
                chain = next;
            }
        }
        sleep.as_mut().reset(chain.at);
    }
}

fn spawn(shared: &Shared, chain: Chain) {
    tokio::task::spawn_local(run_chain(shared.clone(), chain));
}

pub fn run(rules: &Rules, mut lps: Vec<Lp>, meter: Meter) -> (Vec<Lp>, Meter) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let runtime = runtime.expect("a runtime of one thread");
    let first: Vec<Send> = (0..).zip(&mut lps).map(|(me, lp)| rules.first(me, lp)).collect();
    let tasks = tokio::task::LocalSet::new();
    tasks.block_on(&runtime, async {
        let start = Instant::now();
        let world = World { rules: rules.clone(), lps, meter, start };
        let shared: Shared = Rc::new((RefCell::new(world), Notify::new()));
        first.iter().for_each(|send| spawn(&shared, Chain::of(start, send)));
        shared.1.notified().await;
        let world = &mut *shared.0.borrow_mut();
        (std::mem::take(&mut world.lps), std::mem::take(&mut world.meter))
    })
}
