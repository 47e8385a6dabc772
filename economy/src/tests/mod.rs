//! What the loop must meet: conservation, determinism, closed forms.

mod closed_forms;
mod laws;
mod levels;
