//! `fidelity`: how much of the protocol the simulator plays out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much of the protocol the simulator plays out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fidelity {
    /// Every message, with its latency, bytes and loss.
    #[default]
    Message,
    /// For large networks over long times: no messages. What nodes say is heard at once, and each stretch up is one draw of
    /// lost heartbeats (`heartbeat.mode` is not used). Jobs, scheduling, transfers of data, availability and settlement stay.
    Session,
    /// For an economy over years: operators epoch by epoch, with the demand, price and attacks of `[market]` and the rules of `[economy]`. No machine, job
    /// or message is played out, and no other section is read but `[time]`.
    Epoch,
    /// For one mechanism by itself: what `[mechanism]` names is played out many times, with nothing around it.
    Mechanism,
}
