//! Keys of a plan: drawn from its seed, or a driver's own.

use scenarios::{prepare, shipped};
use world::engine::NodeId;
use world::engine::wire::{Ed25519, KeyedHash, Scheme, SecretKey};

#[test]
fn a_driver_with_keys_of_its_own_gets_the_same_network_under_its_keys() {
    let plan = prepare(&shipped::load("quickstart", &[]).unwrap()).unwrap().plan;
    let drawn = plan.shared().unwrap();
    let key_of = |id: u32| SecretKey([u8::try_from(id).unwrap(); 32]);
    let own = plan.shared_with(7, Box::new(Ed25519), |id| Ed25519.public_key(&key_of(id))).unwrap();
    assert_eq!((drawn.protocol.network, own.protocol.network), (plan.seed, 7));

    for (id, key) in &drawn.protocol.validators {
        assert_eq!(*key, KeyedHash.public_key(&plan.local(id.0).secret));
        assert_eq!(own.protocol.validators[id], Ed25519.public_key(&key_of(id.0)));
    }
    for (id, grant) in &own.protocol.genesis {
        assert_eq!(grant.amount, drawn.protocol.genesis[id].amount);
        assert_eq!(grant.key, Ed25519.public_key(&key_of(id.0)));
    }
    assert_eq!(own.protocol.validators.len(), drawn.protocol.validators.len());
    assert_eq!(own.protocol.genesis.len(), drawn.protocol.genesis.len());
    assert_eq!(own.protocol.sequencer, NodeId(0));

    let local = plan.local_with(0, key_of(9));
    assert!(local.secret == key_of(9) && local.roles == plan.local(0).roles);
}
