//! Clears the upper halves of vector registers after faer's kernels.
//!
//! Its hand-written kernels leave them dirty, and every SSE instruction after that waits for them: `exp` of libm ran ten
//! times slower, and with it the whole analysis five times.
#![allow(unsafe_code)] // one instruction that safe Rust cannot say

/// `vzeroupper`, where there is one.
pub(super) fn clear() {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx") {
        // SAFETY: the processor has the instruction, and no value lives in an upper half across a call.
        unsafe { std::arch::x86_64::_mm256_zeroupper() }
    }
}
