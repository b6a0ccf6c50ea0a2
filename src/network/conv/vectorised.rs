//! Plain loops compiled for the vector instructions of the machine: the compiler vectorises them, no line of them is unsafe.
//! `network::batch_norm` and `group` run their loops through it; the functions must be inlined always, or they are compiled
//! apart, without the instructions. Products and sums are not fused, so that every kind gives the same bits.

#![allow(unsafe_code)] // functions that enable instructions are unsafe to call

use super::instructions::Instructions;

/// Runs loops with the instructions, as far as the machine has them.
pub(in crate::network) fn vectorised<A, T>(instructions: Instructions, with: A, work: impl FnOnce(A) -> T) -> T {
    match instructions {
        // SAFETY of both: the machine has the instructions.
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 if instructions.is_available() => unsafe { avx512(with, work) },
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 if instructions.is_available() => unsafe { avx2(with, work) },
        _ => work(with),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn avx512<A, T>(with: A, work: impl FnOnce(A) -> T) -> T {
    work(with)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn avx2<A, T>(with: A, work: impl FnOnce(A) -> T) -> T {
    work(with)
}
