//! A small deterministic generator (splitmix64; Steele, Lea, Flood 2014): initialisation and shuffles of the lab, resamples of
//! the bootstrap, folds of the cross-fitted temperature, rows of large sets.

/// A stream of pseudo-random numbers, the same on every machine.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of a seed and of what it is used for: different purposes of one seed do not repeat each other.
    pub fn new(seed: u64, purpose: &str) -> Self {
        let hash = blake3::hash(format!("{seed}/{purpose}").as_bytes());
        Self(u64::from_le_bytes(std::array::from_fn(|i| hash.as_bytes()[i])))
    }

    /// The stream that begins at a state.
    pub fn from_state(state: u64) -> Self {
        Self(state)
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in [0, 1).
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in 0..n; the bias of the remainder is below n / 2⁶⁴.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.bits() % (n.max(1) as u64)).unwrap_or(0)
    }

    /// Fisher-Yates.
    pub fn shuffle(&mut self, items: &mut [u32]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// `count` rows (all, where there are fewer) with every class in its share, rounded up or down; within a class, evenly along the
/// hashes of the ids. Rising, and the same for all variants. Labels and ids (N).
pub fn stratified(labels: &[usize], ids: &[i64], count: usize) -> Vec<usize> {
    let n = labels.len();
    if n <= count {
        return (0..n).collect();
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_cached_key(|i| (labels[*i], Random::from_state(ids[*i].cast_unsigned()).bits(), *i));
    // Every (n / count)-th of the sorted rows.
    let mut chosen: Vec<usize> = (0..n).filter(|j| (j + 1) * count / n > j * count / n).map(|j| order[j]).collect();
    chosen.sort_unstable();
    chosen
}
