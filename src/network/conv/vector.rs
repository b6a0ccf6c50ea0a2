//! Vectors of f32: AVX-512, AVX2 with FMA, and eight plain values. `tile` is written once over them.
//!
//! Every method is inlined into a function that enables the instructions; called elsewhere they would be slow, or unknown
//! to the machine. That is the contract of each: the machine has the instructions, and a pointer is valid for `LANES`
//! values, at any alignment.

#![allow(unsafe_code)] // vector instructions and loads without a bounds test: the inner loop of everything
#![allow(clippy::missing_safety_doc, clippy::inline_always)] // the head of the file says both

use super::instructions::Instructions;

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
    /// self − other.
    unsafe fn subtract(self, other: Self) -> Self;
    /// The larger of self and a floor; NaN stays NaN.
    unsafe fn at_least(self, floor: Self) -> Self;
    /// The smaller of self and a ceiling; NaN stays NaN.
    unsafe fn at_most(self, ceiling: Self) -> Self;
    /// The larger of both; NaN where either is.
    unsafe fn larger(self, other: Self) -> Self;
    /// The first `count` values from memory, 1 to `LANES`, and zeros; nothing behind them is touched.
    unsafe fn load_some(from: *const f32, count: usize) -> Self;
    /// The first `count` values to memory.
    unsafe fn store_some(self, to: *mut f32, count: usize);

    /// Values from a slice.
    #[inline(always)]
    unsafe fn load_at(from: &[f32], at: usize) -> Self {
        debug_assert!(at + Self::LANES <= from.len());
        // SAFETY: the caller's `at` leaves LANES values.
        unsafe { Self::load(from.as_ptr().add(at)) }
    }

    /// Values to a slice.
    #[inline(always)]
    unsafe fn store_at(self, to: &mut [f32], at: usize) {
        debug_assert!(at + Self::LANES <= to.len());
        // SAFETY: as in `load_at`.
        unsafe { self.store(to.as_mut_ptr().add(at)) }
    }
}

/// Work that is written once for all vectors.
pub(super) trait Kernel {
    /// Does it. The machine must have the instructions of T, and what the kernel points at must be there.
    unsafe fn run<T: Vector>(&mut self);
}

/// Does a kernel's work with these instructions, which the machine must have.
pub(super) unsafe fn run(instructions: Instructions, kernel: &mut impl Kernel) {
    // SAFETY: the caller vouches for the instructions and the kernel.
    unsafe {
        match instructions {
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512 => x86::avx512(kernel),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2 => x86::avx2(kernel),
            _ => kernel.run::<Eight>(),
        }
    }
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
    unsafe fn subtract(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a -= b);
        self
    }
    #[inline(always)]
    unsafe fn at_least(mut self, floor: Self) -> Self {
        self.0.iter_mut().zip(floor.0).for_each(|(a, f)| *a = if *a < f { f } else { *a });
        self
    }
    #[inline(always)]
    unsafe fn at_most(mut self, ceiling: Self) -> Self {
        self.0.iter_mut().zip(ceiling.0).for_each(|(a, c)| *a = if *a > c { c } else { *a });
        self
    }
    #[inline(always)]
    unsafe fn larger(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a = if b > *a || b.is_nan() { b } else { *a });
        self
    }
    #[inline(always)]
    unsafe fn load_some(from: *const f32, count: usize) -> Self {
        let mut out = [0.0; 8];
        // SAFETY: the caller's pointer is valid for `count` values.
        out.iter_mut().take(count).enumerate().for_each(|(i, out)| *out = unsafe { *from.add(i) });
        Self(out)
    }
    #[inline(always)]
    unsafe fn store_some(self, to: *mut f32, count: usize) {
        // SAFETY: as in `load_some`.
        self.0.iter().take(count).enumerate().for_each(|(i, value)| unsafe { *to.add(i) = *value });
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m256, __m256i, __m512, _CMP_UNORD_Q, _mm256_add_ps, _mm256_blendv_ps, _mm256_cmp_ps, _mm256_fmadd_ps,
        _mm256_loadu_ps, _mm256_loadu_si256, _mm256_maskload_ps, _mm256_maskstore_ps, _mm256_max_ps, _mm256_min_ps,
        _mm256_set1_ps, _mm256_storeu_ps, _mm256_sub_ps, _mm512_add_ps, _mm512_cmp_ps_mask, _mm512_fmadd_ps,
        _mm512_loadu_ps, _mm512_mask_mov_ps, _mm512_mask_storeu_ps, _mm512_maskz_loadu_ps, _mm512_max_ps,
        _mm512_min_ps, _mm512_set1_ps, _mm512_storeu_ps, _mm512_sub_ps,
    };

    use super::{Kernel, Vector};

    #[target_feature(enable = "avx512f")]
    pub(super) unsafe fn avx512(kernel: &mut impl Kernel) {
        // SAFETY: the instructions are enabled here.
        unsafe { kernel.run::<__m512>() }
    }

    #[target_feature(enable = "avx2,fma")]
    pub(super) unsafe fn avx2(kernel: &mut impl Kernel) {
        // SAFETY: as above.
        unsafe { kernel.run::<__m256>() }
    }

    /// The lowest `count` of 16 lanes.
    fn lowest(count: usize) -> u16 {
        u16::MAX >> (16 - count)
    }

    /// The lowest `count` of 8 lanes.
    #[inline(always)]
    unsafe fn mask(count: usize) -> __m256i {
        const LANES: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];
        // SAFETY: `count` is 1 to 8, so that 8 values follow.
        unsafe { _mm256_loadu_si256(LANES.as_ptr().add(8 - count).cast()) }
    }

    // SAFETY of all blocks: the caller vouches for the instructions and the pointers (head of the file). Of `max` and
    // `min`: they return their second operand where one is NaN, hence the bound first.
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
        unsafe fn subtract(self, other: Self) -> Self {
            unsafe { _mm512_sub_ps(self, other) }
        }
        #[inline(always)]
        unsafe fn at_least(self, floor: Self) -> Self {
            unsafe { _mm512_max_ps(floor, self) }
        }
        #[inline(always)]
        unsafe fn at_most(self, ceiling: Self) -> Self {
            unsafe { _mm512_min_ps(ceiling, self) }
        }
        #[inline(always)]
        unsafe fn larger(self, other: Self) -> Self {
            unsafe {
                let is_nan = _mm512_cmp_ps_mask(self, self, _CMP_UNORD_Q);
                _mm512_mask_mov_ps(_mm512_max_ps(self, other), is_nan, self)
            }
        }
        #[inline(always)]
        unsafe fn load_some(from: *const f32, count: usize) -> Self {
            unsafe { _mm512_maskz_loadu_ps(lowest(count), from) }
        }
        #[inline(always)]
        unsafe fn store_some(self, to: *mut f32, count: usize) {
            unsafe { _mm512_mask_storeu_ps(to, lowest(count), self) }
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
        unsafe fn subtract(self, other: Self) -> Self {
            unsafe { _mm256_sub_ps(self, other) }
        }
        #[inline(always)]
        unsafe fn at_least(self, floor: Self) -> Self {
            unsafe { _mm256_max_ps(floor, self) }
        }
        #[inline(always)]
        unsafe fn at_most(self, ceiling: Self) -> Self {
            unsafe { _mm256_min_ps(ceiling, self) }
        }
        #[inline(always)]
        unsafe fn larger(self, other: Self) -> Self {
            unsafe {
                let is_nan = _mm256_cmp_ps(self, self, _CMP_UNORD_Q);
                _mm256_blendv_ps(_mm256_max_ps(self, other), self, is_nan)
            }
        }
        #[inline(always)]
        unsafe fn load_some(from: *const f32, count: usize) -> Self {
            unsafe { _mm256_maskload_ps(from, mask(count)) }
        }
        #[inline(always)]
        unsafe fn store_some(self, to: *mut f32, count: usize) {
            unsafe { _mm256_maskstore_ps(to, mask(count), self) }
        }
    }
}
