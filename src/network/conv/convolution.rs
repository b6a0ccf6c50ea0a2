//! A convolution with its weights packed for one kind of instructions, its bias, and what is fused behind it. `trunk` runs it.

use super::instructions::Instructions;
use super::maps::{Maps, Size};
use super::tile::{self, Tile};

/// What a convolution is; its kernel is square.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Channels in.
    pub inputs: usize,
    /// Channels out.
    pub outputs: usize,
    /// Pixels a side of the kernel.
    pub kernel: usize,
    /// Stride.
    pub stride: usize,
    /// Pixels of zeros around the input.
    pub padding: usize,
}

impl Geometry {
    /// Pixels a side that n pixels give; `None` where the kernel does not fit.
    pub fn side(&self, n: usize) -> Option<usize> {
        Some((n + 2 * self.padding).checked_sub(self.kernel)? / self.stride + 1)
    }
}

/// What follows the sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing.
    Keep,
    /// max(x, 0); NaN stays NaN.
    Relu,
}

/// A convolution ready to run.
pub struct Convolution {
    geometry: Geometry,
    instructions: Instructions,
    then: Then,
    /// [outputs / LANES][kernel][kernel · inputs][LANES], zeros above the last output.
    weights: Vec<f32>,
    /// [outputs / LANES][LANES].
    bias: Vec<f32>,
}

impl Convolution {
    /// Packs weights (outputs, inputs, kernel, kernel) and a bias (outputs).
    ///
    /// # Errors
    /// When a size is 0, the machine lacks the instructions, or the values are not as many as the geometry says.
    pub fn new(
        geometry: Geometry,
        (weights, bias): (&[f32], &[f32]),
        then: Then,
        instructions: Instructions,
    ) -> Result<Self, String> {
        let Geometry { inputs, outputs, kernel, stride, .. } = geometry;
        let each = inputs * kernel * kernel;
        if each == 0 || outputs == 0 || stride == 0 {
            return Err(format!("a convolution needs sizes above 0, found {geometry:?}"));
        }
        if !instructions.is_available() {
            return Err(format!("this machine has no {} instructions", instructions.name()));
        }
        if weights.len() != outputs * each || bias.len() != outputs {
            let (w, b) = (weights.len(), bias.len());
            return Err(format!(
                "{geometry:?} needs {} weights and {outputs} biases, found {w} and {b}",
                outputs * each
            ));
        }
        let lanes = instructions.lanes();
        let vectors = outputs.div_ceil(lanes);
        let (mut packed, mut biases) = (vec![0.0; vectors * each * lanes], vec![0.0; vectors * lanes]);
        biases[..outputs].copy_from_slice(bias);
        for (o, row) in weights.chunks_exact(each).enumerate() {
            for (i, &weight) in row.iter().enumerate() {
                let (c, tap) = (i / (kernel * kernel), i % (kernel * kernel));
                packed[((o / lanes * kernel * kernel + tap) * inputs + c) * lanes + o % lanes] = weight;
            }
        }
        Ok(Self { geometry, instructions, then, weights: packed, bias: biases })
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
        let vectors = self.bias.len() / self.instructions.lanes();
        let Some(shape) = tile::best(self.instructions, size.width, vectors) else { return Ok(()) }; // no pixels
        for block in (0..vectors).step_by(shape.vectors) {
            for image in 0..size.count {
                for y in 0..size.height {
                    self.row(&At { shape, block, image, y }, input, residual, out);
                }
            }
        }
        Ok(())
    }

    fn size_of(&self, input: Size, border: usize) -> Result<Size, String> {
        let Geometry { inputs, outputs, kernel, padding, .. } = self.geometry;
        let sides = self.geometry.side(input.height).zip(self.geometry.side(input.width));
        let Some((height, width)) = sides.filter(|_| input.channels == inputs && input.border >= padding) else {
            return Err(format!(
                "a convolution of {inputs} channels, {kernel} × {kernel} pixels and padding {padding} cannot take {input:?}"
            ));
        };
        Ok(Size { count: input.count, height, width, channels: outputs, border })
    }

    /// One row of one block of output channels. The last tile overlaps its neighbour, and writes the same values again.
    #[allow(unsafe_code)] // the tile takes pointers; the slices below hold all that it touches
    fn row(&self, at: &At<'_>, input: &Maps, residual: Option<&Maps>, out: &mut Maps) {
        let Geometry { inputs, outputs, kernel, stride, padding } = self.geometry;
        let (size, lanes) = (out.size(), self.instructions.lanes());
        let (from, pixels, first) = (input.size(), at.shape.pixels, at.block * lanes);
        let panel = kernel * kernel * inputs * lanes;
        let weights = &self.weights[at.block * panel..][..at.shape.vectors * panel];
        let bias = &self.bias[first..][..at.shape.vectors * lanes];
        let channels = (outputs - first).min(at.shape.vectors * lanes);
        let corner = from.at(at.image, 0) + at.y * stride * from.row() - padding * (from.row() + inputs);
        let tiles = (0..size.width).step_by(pixels);
        for x in tiles.map(|x| x.min(size.width - pixels)) {
            let taken = (kernel - 1) * from.row() + ((pixels - 1) * stride + kernel) * inputs;
            let input = &input.data()[corner + x * stride * inputs..][..taken];
            let written = (pixels - 1) * outputs + channels;
            let of_pixel = x * outputs + first;
            let residual = residual.map(|r| &r.row(at.image, at.y)[of_pixel..][..written]);
            let out = &mut out.row_mut(at.image, at.y)[of_pixel..][..written];
            let tile = Tile {
                input: input.as_ptr(),
                pixel_step: stride * inputs,
                row_step: from.row(),
                kernel,
                run: kernel * inputs,
                weights: weights.as_ptr(),
                panel,
                bias: bias.as_ptr(),
                residual: residual.map_or(std::ptr::null(), <[f32]>::as_ptr),
                out: out.as_mut_ptr(),
                out_step: outputs,
                channels,
                floor: if self.then == Then::Relu { 0.0 } else { f32::NEG_INFINITY },
            };
            // SAFETY: `new` saw that the machine has the instructions; each slice above was cut, with its bounds tested,
            // to exactly what a tile of this shape reads or writes.
            unsafe { (at.shape.run)(&tile) };
        }
    }
}

/// Which row of which block of output channels, and the tile that does it.
struct At<'a> {
    shape: &'a tile::Shape,
    block: usize,
    image: usize,
    y: usize,
}
