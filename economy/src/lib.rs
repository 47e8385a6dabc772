//! The economy by epochs: operators, demand, price and attacks around the engine's rules.

pub mod attack;
