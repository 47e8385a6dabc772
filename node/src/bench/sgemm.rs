//! Dense single-precision speed: a product of square matrices, compute-bound.
//!
//! The kernels are those of the crate `matrixmultiply`, which use up to AVX2 and FMA (NEON on ARM): a processor with wider
//! vector units can do more with a library that uses them.

use super::repeat::Runner;
use ndarray::Array2;
use ndarray::linalg::general_mat_mul;
use std::hint::black_box;

/// Rows and columns. The three matrices take 3 MiB, and each element is used 512 times once loaded: far above what any
/// processor needs not to wait for memory.
pub(super) const SIZE: usize = 512;

/// Floating-point operations of the product of an `m` × `k` and a `k` × `n` matrix: one multiplication and one addition for
/// each of m·n·k terms.
pub(super) const fn flop(m: usize, k: usize, n: usize) -> f64 {
    2.0 * m as f64 * k as f64 * n as f64
}

/// One run: the product of two matrices of [`SIZE`].
pub(super) fn runner() -> Runner<'static> {
    let left = matrix(SIZE, SIZE);
    let right = left.t().to_owned();
    let mut product = Array2::zeros((SIZE, SIZE));
    Box::new(move || {
        multiply(black_box(&left), black_box(&right), &mut product);
        black_box(&product);
        Ok(())
    })
}

fn multiply(left: &Array2<f32>, right: &Array2<f32>, product: &mut Array2<f32>) {
    general_mat_mul(1.0, left, right, 0.0, product);
}

/// Small whole numbers, whose products and sums single precision holds exactly.
fn matrix(rows: usize, columns: usize) -> Array2<f32> {
    Array2::from_shape_fn((rows, columns), |(row, column)| ((row * 7 + column * 3) % 5) as f32 - 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The product as its definition says, and the operations it took.
    fn by_the_book(left: &Array2<f32>, right: &Array2<f32>) -> (Array2<f32>, u64) {
        let mut operations = 0;
        let product = Array2::from_shape_fn((left.nrows(), right.ncols()), |(row, column)| {
            let mut sum = 0.0;
            for at in 0..left.ncols() {
                sum += left[(row, at)] * right[(at, column)];
                operations += 2;
            }
            sum
        });
        (product, operations)
    }

    #[test]
    fn the_operations_counted_are_those_of_the_product_by_the_book_and_its_result_is_the_same() {
        for (m, k, n) in [(1, 1, 1), (3, 5, 7), (64, 48, 80), (129, 65, 33)] {
            let (left, right) = (matrix(m, k), matrix(k, n));
            let (expected, operations) = by_the_book(&left, &right);
            assert_eq!(flop(m, k, n), operations as f64);
            let mut product = Array2::from_elem((m, n), f32::NAN);
            multiply(&left, &right, &mut product);
            assert_eq!(product, expected, "{m} x {k} x {n}");
        }
        assert_eq!(flop(SIZE, SIZE, SIZE), 268_435_456.0);
    }
}
