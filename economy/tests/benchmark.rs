//! The benchmark model against the vectors of `bench/peers/economy/MODEL.md`, which plain Python printed.

use economy::benchmark::{Benchmark, flow};

/// The columns of the vectors: price, minted, burned, supply, replaced, tokens, ages.
type Vector = (f64, f64, f64, f64, u64, f64, u64);

#[test]
fn runs_with_agents_end_at_the_bits_of_plain_python() {
    let vectors: [(u32, u32, Vector); 6] = [
        (1, 1, (0.49989282047658234, 1458508.0, 448847.1941662724, 4001009660.805834, 0, 793595.0, 1)),
        (3, 2, (0.49930930901019005, 8751049.0, 2746454.32273324, 12006004594.677267, 0, 1841655.0, 6)),
        (10, 100, (0.4739694583289369, 1458508001.0, 523295432.50301296, 40935212568.49699, 2, 390930158.0, 933)),
        (100, 1080, (0.29927124170064406, 157518864054.0, 70118820311.50027, 487400043742.49976, 79, 28554291945.0, 91952)),
        (1000, 1080, (0.29417801936417554, 1575188640265.0, 708117602387.3132, 4867071037877.687, 781, 256257506688.0, 962183)),
        (
            10000,
            1080,
            (0.29331231471674396, 15751886400438.0, 7105641835801.213, 48646244564636.79, 7562, 2499510440004.0, 9654091),
        ),
    ];
    for (agents, epochs, expected) in vectors {
        let mut economy = Benchmark::new(agents, 1);
        economy.run(epochs);
        let end = economy.end();
        let got = (end.price, end.minted, end.burned, end.supply, end.replaced, end.tokens, end.ages);
        assert_eq!(got, expected, "{agents} agents, {epochs} epochs");
    }
}

#[test]
fn stock_and_flow_ends_at_the_bits_of_plain_python() {
    let vectors = [
        (1, 1, [0.4997101600303805, 1473093080.0, 449011280.9720609, 4001024081799.028, 1010.0]),
        (1080, 1, [0.18329442482881048, 3323609908509.505, 1017239052796.0789, 6306370855713.426, 2196.865778649584]),
        (1080, 2, [0.18672300909582498, 3105022089663.8457, 895167981976.4014, 6209854107687.444, 1920.03933568285]),
    ];
    for (epochs, seed, expected) in vectors {
        let end = flow(seed, epochs);
        assert_eq!([end.price, end.minted, end.burned, end.supply, end.nodes], expected, "{epochs} epochs, seed {seed}");
    }
}
