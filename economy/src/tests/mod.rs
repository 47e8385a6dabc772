//! What the loop must meet: conservation, determinism, closed forms.

mod attacks;
mod closed_forms;
mod found;
mod laws;
mod levels;
mod stakes;
