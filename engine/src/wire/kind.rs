//! Kinds of messages, for whoever counts them.

use crate::wire::Message;

macro_rules! kinds {
    ($($kind:ident $name:literal,)*) => {
        /// What kind of message it is: one for each variant of [`Message`], in their order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum MessageKind {
            $(#[doc = concat!("[`Message::", stringify!($kind), "`].")] $kind,)*
        }

        impl MessageKind {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// As records and reports print it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }

        impl Message {
            /// What kind it is.
            #[must_use]
            pub fn kind(&self) -> MessageKind {
                match self {
                    $(Self::$kind { .. } => MessageKind::$kind,)*
                }
            }
        }
    };
}

kinds! {
    Locate "locate",
    Located "located",
    Announce "announce",
    Register "register",
    Welcome "welcome",
    Heartbeat "heartbeat",
    Inventory "inventory",
    Assign "assign",
    Accept "accept",
    Reject "reject",
    Done "done",
    Progress "progress",
    DoneAck "done-ack",
    Cancel "cancel",
    Submit "submit",
    Status "status",
    Transact "transact",
    Receipt "receipt",
    Gossip "gossip",
    Exchange "exchange",
    Refer "refer",
    SubmitReferred "submit-referred",
    Seek "seek",
    Serves "serves",
}
