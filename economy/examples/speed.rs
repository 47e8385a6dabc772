//! How fast the loop is: `cargo run -p xpand-economy --release --example speed -- CANDIDATES EPOCHS`; a third number
//! asks for the benchmark model.

use economy::benchmark::Benchmark;
use economy::{Plan, run};
use std::time::Instant;

fn main() {
    let numbers: Vec<u32> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let (candidates, epochs) = (numbers.first().copied().unwrap_or(10_000), numbers.get(1).copied().unwrap_or(1_080));
    let mut plan = Plan { epochs, ..Plan::default() };
    (plan.operators.candidates, plan.operators.active_share) = (candidates, 1.0);
    plan.operators.patience_epochs_min = 50_000;
    plan.operators.patience_epochs_max = 50_000;
    plan.demand.usd_per_day = f64::from(candidates);
    if numbers.len() == 3 {
        let begun = Instant::now();
        let price = Benchmark::new(candidates, 1).run(epochs);
        println!("benchmark model: {:.4} s, price {price}", begun.elapsed().as_secs_f64());
        return;
    }
    let begun = Instant::now();
    match run(&plan, &mut |_| {}) {
        Ok(outcome) => {
            let seconds = begun.elapsed().as_secs_f64();
            let rows = outcome.agent_epochs.unwrap_or(0.0);
            println!("{seconds:.3} s, {:.1} M agent-epochs/s, {rows} agent-epochs", rows / seconds / 1e6);
        }
        Err(error) => println!("{error}"),
    }
}
