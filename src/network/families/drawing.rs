//! Tensors of a network that the lab describes, named as a port names them.

use crate::network::plan::Shapes;

/// The tensors so far.
#[derive(Default)]
pub(super) struct Drawing(pub(super) Shapes);

impl Drawing {
    /// A convolution without bias: (outputs, inputs of a group, kernel, kernel).
    pub(super) fn conv(&mut self, name: &str, shape: [usize; 4]) {
        self.0.insert(format!("{name}.weight"), shape.to_vec());
    }

    /// A batch norm.
    pub(super) fn norm(&mut self, name: &str, channels: usize) {
        for end in ["weight", "bias", "running_mean", "running_var"] {
            self.0.insert(format!("{name}.{end}"), vec![channels]);
        }
    }

    /// A convolution and the batch norm after it.
    pub(super) fn conv_bn(&mut self, conv: &str, bn: &str, shape: [usize; 4]) {
        self.conv(conv, shape);
        self.norm(bn, shape[0]);
    }

    /// A bias of a convolution.
    pub(super) fn bias(&mut self, name: &str, outputs: usize) {
        self.0.insert(format!("{name}.bias"), vec![outputs]);
    }

    /// A fully connected layer with its bias.
    pub(super) fn linear(&mut self, name: &str, outputs: usize, inputs: usize) {
        self.0.insert(format!("{name}.weight"), vec![outputs, inputs]);
        self.bias(name, outputs);
    }
}
