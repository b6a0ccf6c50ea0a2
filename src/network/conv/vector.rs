//! Vectors of f32: AVX-512, AVX2 with FMA, and eight plain values. `tile` is written once over them.
//!
//! Every method is inlined into a function that enables the instructions; called elsewhere they would be slow, or unknown
//! to the machine. That is the contract of each: the machine has the instructions, and a pointer is valid for `LANES`
//! values, at any alignment.

#![allow(unsafe_code)] // vector instructions and loads without a bounds test: the inner loop of everything
#![allow(clippy::missing_safety_doc, clippy::inline_always)] // the head of the file says both

/// `LANES` values that are worked on at once.
pub(super) trait Vector: Copy {
    /// Values in it.
    const LANES: usize;
    /// The same value in all lanes.
    unsafe fn splat(value: f32) -> Self;
    /// Values from memory.
    unsafe fn load(from: *const f32) -> Self;
    /// Values to memory.
    unsafe fn store(self, to: *mut f32);
    /// self · by + to.
    unsafe fn multiply_add(self, by: Self, to: Self) -> Self;
    /// self + other.
    unsafe fn add(self, other: Self) -> Self;
    /// The larger of self and a floor; NaN stays NaN.
    unsafe fn at_least(self, floor: Self) -> Self;
}

/// Eight plain values.
#[derive(Clone, Copy)]
#[repr(align(32))]
pub(super) struct Eight([f32; 8]);

impl Vector for Eight {
    const LANES: usize = 8;
    #[inline(always)]
    unsafe fn splat(value: f32) -> Self {
        Self([value; 8])
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the caller's pointer is valid for 8 values; read_unaligned needs no alignment.
        Self(unsafe { from.cast::<[f32; 8]>().read_unaligned() })
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: as in `load`.
        unsafe { to.cast::<[f32; 8]>().write_unaligned(self.0) }
    }
    #[inline(always)]
    unsafe fn multiply_add(self, by: Self, mut to: Self) -> Self {
        for ((to, a), b) in to.0.iter_mut().zip(self.0).zip(by.0) {
            // Fused where that is one instruction; on plain x86-64 it would be a call of the C library.
            *to = if cfg!(target_arch = "aarch64") { a.mul_add(b, *to) } else { a * b + *to };
        }
        to
    }
    #[inline(always)]
    unsafe fn add(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a += b);
        self
    }
    #[inline(always)]
    unsafe fn at_least(mut self, floor: Self) -> Self {
        self.0.iter_mut().zip(floor.0).for_each(|(a, f)| *a = if *a < f { f } else { *a });
        self
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m256, __m512, _mm256_add_ps, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_max_ps, _mm256_set1_ps,
        _mm256_storeu_ps, _mm512_add_ps, _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_max_ps, _mm512_set1_ps,
        _mm512_storeu_ps,
    };

    use super::Vector;

    // SAFETY of all blocks: the caller vouches for the instructions and the pointers (head of the file). Of `max`: it
    // returns its second operand where one is NaN, hence the floor first.
    impl Vector for __m512 {
        const LANES: usize = 16;
        #[inline(always)]
        unsafe fn splat(value: f32) -> Self {
            unsafe { _mm512_set1_ps(value) }
        }
        #[inline(always)]
        unsafe fn load(from: *const f32) -> Self {
            unsafe { _mm512_loadu_ps(from) }
        }
        #[inline(always)]
        unsafe fn store(self, to: *mut f32) {
            unsafe { _mm512_storeu_ps(to, self) }
        }
        #[inline(always)]
        unsafe fn multiply_add(self, by: Self, to: Self) -> Self {
            unsafe { _mm512_fmadd_ps(self, by, to) }
        }
        #[inline(always)]
        unsafe fn add(self, other: Self) -> Self {
            unsafe { _mm512_add_ps(self, other) }
        }
        #[inline(always)]
        unsafe fn at_least(self, floor: Self) -> Self {
            unsafe { _mm512_max_ps(floor, self) }
        }
    }

    impl Vector for __m256 {
        const LANES: usize = 8;
        #[inline(always)]
        unsafe fn splat(value: f32) -> Self {
            unsafe { _mm256_set1_ps(value) }
        }
        #[inline(always)]
        unsafe fn load(from: *const f32) -> Self {
            unsafe { _mm256_loadu_ps(from) }
        }
        #[inline(always)]
        unsafe fn store(self, to: *mut f32) {
            unsafe { _mm256_storeu_ps(to, self) }
        }
        #[inline(always)]
        unsafe fn multiply_add(self, by: Self, to: Self) -> Self {
            unsafe { _mm256_fmadd_ps(self, by, to) }
        }
        #[inline(always)]
        unsafe fn add(self, other: Self) -> Self {
            unsafe { _mm256_add_ps(self, other) }
        }
        #[inline(always)]
        unsafe fn at_least(self, floor: Self) -> Self {
            unsafe { _mm256_max_ps(floor, self) }
        }
    }
}
