//! Whole sweeps of a small economy: the same bytes however they are run, and what the designs answer.

mod bytes;
mod desk;
mod memory;
mod sensitivity;
