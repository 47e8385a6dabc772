//! Scenarios prepared and run: the shipped ones, traces, generated churn.

mod column;
mod generated_churn;
mod modes;
mod shipped;
mod tor_replay;
mod trace;
