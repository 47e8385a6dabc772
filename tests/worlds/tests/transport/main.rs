//! What every transport promises, asked of every transport.

/// One test for each clause of the contract, on the harness that `$open` gives; `None` says that it cannot run here.
macro_rules! contract {
    ($open:expr) => {
        contract!($open, every_subscriber_gets_a_copy_and_nobody_else);
        contract!($open, nothing_is_altered);
        contract!($open, a_repeated_envelope_arrives_and_is_admitted_once);
        contract!($open, links_that_hold_keep_order);
        contract!($open, subscriptions_outlive_a_cut_link);
        contract!($open, four_mebibytes_pass);
        contract!($open, a_slow_subscriber_holds_nobody_up);
    };
    ($open:expr, $clause:ident) => {
        #[test]
        fn $clause() {
            if let Some(mut harness) = $open {
                $crate::suite::$clause(&mut harness);
            }
        }
    };
}

// After the macro, which is seen only below its definition.
mod envelopes;
mod loopback;
mod mqtt;
mod proxy;
mod real;
mod simulated;
mod suite;
