//! The simulator beside closed forms: real runs, as `xpand run` makes them, and what theory says of the same world.
//!
//! Each test prints a line for each quantity: theory, simulated ± standard error, z. It passes if every |z| is at most 3 and every
//! standard error as small as the test asks for, so that no estimate passes because it is vague. Seeds are fixed. Run with
//! `--nocapture` to read the lines.

mod attempts;
mod checkpoints;
mod estimate;
mod presence;
mod queues;
mod setup;
mod table;
