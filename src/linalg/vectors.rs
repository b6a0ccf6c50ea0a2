//! Loops compiled for the widest vectors of the processor, found at run time.
//!
//! Multiplications and additions are never fused, and sums have a fixed order: every instruction set gives the same bits.
#![allow(unsafe_code)] // a function for instructions that were found at run time

/// Runs `of` with the widest vectors. What it calls must be inlined to gain by it.
#[inline]
pub fn vectorised<T>(of: impl FnOnce() -> T) -> T {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq") {
            // SAFETY: the processor has the instructions.
            return unsafe { with_avx512(of) };
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has the instructions.
            return unsafe { with_avx2(of) };
        }
    }
    of()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq")]
fn with_avx512<T>(of: impl FnOnce() -> T) -> T {
    of()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn with_avx2<T>(of: impl FnOnce() -> T) -> T {
    of()
}
