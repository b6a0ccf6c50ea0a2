//! Which vector instructions run: the best that the machine has, or a lower kind that `PENULT_SIMD` names. `trunk` reads it.

/// The environment variable that forces a kind, for tests and measuring.
pub const VARIABLE: &str = "PENULT_SIMD";

/// A kind of vector instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instructions {
    /// 16 lanes with fused multiply-add (x86-64).
    Avx512,
    /// 8 lanes with fused multiply-add (x86-64).
    Avx2,
    /// 8 lanes in plain code that the compiler vectorises, on any machine.
    Portable,
}

impl Instructions {
    /// The kinds that this machine has, best first.
    pub fn available() -> Vec<Self> {
        [Self::Avx512, Self::Avx2, Self::Portable].into_iter().filter(|i| i.is_available()).collect()
    }

    /// The kind to run: the best, or what [`VARIABLE`] says.
    ///
    /// # Errors
    /// When it names a kind that is unknown or that the machine lacks; lists those there are.
    pub fn chosen() -> Result<Self, String> {
        Self::by_name(std::env::var(VARIABLE).ok().as_deref())
    }

    /// The kind of a name; the best without one.
    ///
    /// # Errors
    /// As [`Self::chosen`].
    pub fn by_name(name: Option<&str>) -> Result<Self, String> {
        let available = Self::available();
        let found = available.iter().find(|i| name.is_none_or(|n| n == i.name()));
        found.copied().ok_or_else(|| {
            let known: Vec<_> = available.iter().map(|i| i.name()).collect();
            format!("{VARIABLE} must be one of {} on this machine, found {:?}", known.join(", "), name.unwrap_or(""))
        })
    }

    /// Its name in [`VARIABLE`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Avx512 => "avx512",
            Self::Avx2 => "avx2",
            Self::Portable => "portable",
        }
    }

    /// Values a vector.
    pub fn lanes(self) -> usize {
        if self == Self::Avx512 { 16 } else { 8 }
    }

    /// Whether this machine has it.
    pub fn is_available(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => is_x86_feature_detected!("avx512f"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx512 | Self::Avx2 => false,
            Self::Portable => true,
        }
    }
}
