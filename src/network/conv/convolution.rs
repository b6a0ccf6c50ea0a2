//! A convolution with its weights packed for one kind of instructions, its bias, and what is fused behind it. `trunk` runs
//! it; by its geometry alone it is done directly, channel by channel, or by Winograd's algorithm.
//!
//! The border's zeros are multiplied like any input: a weight that is not finite makes NaN of them, in PyTorch as here.

use super::depthwise::Depthwise;
use super::direct::Direct;
pub use super::geometry::Geometry;
use super::instructions::Instructions;
use super::maps::{Maps, Size};
use super::winograd::Winograd;

/// What follows the sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing.
    Keep,
    /// max(x, 0); NaN stays NaN.
    Relu,
    /// min(max(x, 0), 6); NaN stays NaN.
    Relu6,
}

impl Then {
    /// The lowest and the highest result.
    pub(in crate::network) fn bounds(self) -> (f32, f32) {
        match self {
            Self::Keep => (f32::NEG_INFINITY, f32::INFINITY),
            Self::Relu => (0.0, f32::INFINITY),
            Self::Relu6 => (0.0, 6.0),
        }
    }

    /// Of one value.
    pub(super) fn of(self, x: f32) -> f32 {
        let (floor, ceiling) = self.bounds();
        if x.is_nan() { x } else { x.max(floor).min(ceiling) }
    }
}

/// A convolution ready to run.
pub struct Convolution {
    geometry: Geometry,
    way: Way,
}

/// How it is done.
enum Way {
    Direct(Direct),
    Depthwise(Depthwise),
    Winograd(Winograd),
}

/// What a convolution reads and writes; sizes were checked.
pub(super) struct Job<'a> {
    pub(super) input: &'a Maps,
    pub(super) residual: Option<&'a Maps>,
    pub(super) out: &'a mut Maps,
}

impl Convolution {
    /// Packs weights (outputs, inputs / groups, kernel, kernel) and a bias (outputs).
    ///
    /// # Errors
    /// When a size is 0, the groups do not come out even, the machine lacks the instructions, or the values are not as many
    /// as the geometry says.
    pub fn new(
        geometry: Geometry,
        values: (&[f32], &[f32]),
        then: Then,
        instructions: Instructions,
    ) -> Result<Self, String> {
        geometry.check()?;
        if !instructions.is_available() {
            return Err(format!("this machine has no {} instructions", instructions.name()));
        }
        let (needed, outputs) = (geometry.outputs * geometry.taps(), geometry.outputs);
        let found = (values.0.len(), values.1.len());
        if found != (needed, outputs) {
            return Err(format!(
                "{geometry:?} needs {needed} weights and {outputs} biases, found {} and {}",
                found.0, found.1
            ));
        }
        let way = if Depthwise::can(&geometry) {
            Way::Depthwise(Depthwise::new(geometry, values, then, instructions))
        } else if Winograd::can(&geometry) {
            Way::Winograd(Winograd::new(geometry, values, then, instructions))
        } else {
            Way::Direct(Direct::new(geometry, values, then, instructions))
        };
        Ok(Self { geometry, way })
    }

    /// What it is.
    pub fn geometry(&self) -> Geometry {
        self.geometry
    }

    /// Writes then(x ∗ w + b + residual); `out` takes its size, with the border asked for.
    ///
    /// # Errors
    /// When the input has other channels, too small a border or too few pixels, or the residual another size.
    pub fn run(&self, input: &Maps, residual: Option<&Maps>, out: &mut Maps, border: usize) -> Result<(), String> {
        let size = self.size_of(input.size(), border)?;
        if let Some(found) = residual.map(Maps::size).filter(|f| Size { border, ..*f } != size) {
            return Err(format!("a residual of {found:?} cannot be added to {size:?}"));
        }
        out.reset(size);
        let mut job = Job { input, residual, out };
        match &self.way {
            Way::Direct(way) => way.run(&mut job),
            Way::Depthwise(way) => way.run(&mut job),
            Way::Winograd(way) => way.run(&mut job),
        }
        Ok(())
    }

    fn size_of(&self, input: Size, border: usize) -> Result<Size, String> {
        let Geometry { inputs, outputs, kernel, padding, .. } = self.geometry;
        let sides = self.geometry.side(input.height).zip(self.geometry.side(input.width));
        let fits = input.channels == inputs && input.border >= self.geometry.border();
        let Some((height, width)) = sides.filter(|_| fits) else {
            return Err(format!(
                "a convolution of {inputs} channels, {kernel} × {kernel} pixels and padding {padding} cannot take {input:?}"
            ));
        };
        Ok(Size { count: input.count, height, width, channels: outputs, border })
    }
}
