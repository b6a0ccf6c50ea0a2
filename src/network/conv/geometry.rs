//! What a convolution is, apart from its weights. `convolution` and its kinds read it.

/// A 2-D convolution; kernel, stride, padding and dilation are the same for height and width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Channels in.
    pub inputs: usize,
    /// Channels out.
    pub outputs: usize,
    /// Taps a side of the kernel.
    pub kernel: usize,
    /// Pixels from an output's taps to its neighbour's.
    pub stride: usize,
    /// Pixels of zeros above and left of the input.
    pub padding: usize,
    /// Pixels of zeros below and right of it.
    pub padding_after: usize,
    /// Pixels from a tap to the next.
    pub dilation: usize,
    /// Groups of channels that see only each other.
    pub groups: usize,
}

impl Geometry {
    /// Stride 1, one group, and the padding that keeps the size (PyTorch's `padding="same"`: an even kernel gets the odd
    /// zero below and right).
    pub fn same(inputs: usize, outputs: usize, kernel: usize) -> Self {
        let around = kernel.saturating_sub(1);
        let (padding, padding_after) = (around / 2, around.div_ceil(2));
        Self { inputs, outputs, kernel, stride: 1, padding, padding_after, dilation: 1, groups: 1 }
    }

    /// Pixels that n pixels give; `None` where the kernel does not fit.
    pub fn side(&self, n: usize) -> Option<usize> {
        Some((n + self.padding + self.padding_after).checked_sub(self.span())? / self.stride + 1)
    }

    /// Pixels from the first to the last tap, both counted.
    pub fn span(&self) -> usize {
        (self.kernel - 1) * self.dilation + 1
    }

    /// Zeros that an input must have around it.
    pub fn border(&self) -> usize {
        self.padding.max(self.padding_after)
    }

    /// Channels in and out of a group.
    pub fn group(&self) -> (usize, usize) {
        (self.inputs / self.groups, self.outputs / self.groups)
    }

    /// Weights of an output channel.
    pub fn taps(&self) -> usize {
        self.group().0 * self.kernel * self.kernel
    }

    /// Whether sizes are above 0 and the groups come out even.
    ///
    /// # Errors
    /// Says what was found.
    pub fn check(&self) -> Result<(), String> {
        let Self { inputs, outputs, kernel, stride, dilation, groups, .. } = *self;
        if [inputs, outputs, kernel, stride, dilation, groups].contains(&0) {
            return Err(format!("a convolution needs sizes above 0, found {self:?}"));
        }
        if !inputs.is_multiple_of(groups) || !outputs.is_multiple_of(groups) {
            return Err(format!("{inputs} channels in and {outputs} out do not divide into {groups} groups"));
        }
        Ok(())
    }
}
