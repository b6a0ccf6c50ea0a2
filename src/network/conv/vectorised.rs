//! Plain loops compiled for the vector instructions of the machine: the compiler vectorises them, no line of them is unsafe.
//! `network::batch_norm`, `group` and `weight_gradient` run theirs through it. Products and sums are not fused, so that every
//! kind gives the same bits.

#![allow(unsafe_code)] // functions that enable instructions are unsafe to call

use super::instructions::Instructions;

/// Some loops. `run` and what it calls in them must be `#[inline(always)]`: compiled apart, they lack the instructions.
pub(in crate::network) trait Loops {
    /// What they give.
    type Output;
    /// Runs them.
    fn run(self) -> Self::Output;
}

/// Runs loops with the instructions, as far as the machine has them.
pub(in crate::network) fn vectorised<L: Loops>(instructions: Instructions, loops: L) -> L::Output {
    match instructions {
        // SAFETY of both: the machine has the instructions.
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 if instructions.is_available() => unsafe { avx512(loops) },
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 if instructions.is_available() => unsafe { avx2(loops) },
        _ => loops.run(),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn avx512<L: Loops>(loops: L) -> L::Output {
    loops.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn avx2<L: Loops>(loops: L) -> L::Output {
    loops.run()
}
