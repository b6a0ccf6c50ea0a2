//! A network as data: its layers, taps and head. Families build plans; `run`, `train`, `count` and `init` read them.

use std::collections::BTreeMap;

/// Shapes by tensor name.
pub type Shapes = BTreeMap<String, Vec<usize>>;

/// A fully connected layer, x Wᵀ + b. Its name is its checkpoint key without `.weight`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linear {
    /// Its name.
    pub name: String,
    /// Width of x.
    pub inputs: usize,
    /// Width of the result.
    pub outputs: usize,
    /// Whether there is a b.
    pub has_bias: bool,
}

/// A square convolution and the batch norm after it (eps 1e-5), where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConvBn {
    /// The convolution's name.
    pub conv: String,
    /// The batch norm's name.
    pub bn: Option<String>,
    /// Channels in.
    pub inputs: usize,
    /// Channels out.
    pub outputs: usize,
    /// Pixels a side of the kernel.
    pub kernel: usize,
    /// Stride.
    pub stride: usize,
    /// Pixels from a tap to the next.
    pub dilation: usize,
    /// Groups of channels that see only each other; as many as channels in a depthwise convolution.
    pub groups: usize,
    /// Whether the convolution has a bias of its own.
    pub has_bias: bool,
}

impl ConvBn {
    /// Zero padding that keeps the size at stride 1, of an odd kernel.
    pub fn padding(&self) -> usize {
        self.kernel / 2 * self.dilation
    }

    /// Shape of the weight.
    pub fn shape(&self) -> [usize; 4] {
        [self.outputs, self.inputs / self.groups, self.kernel, self.kernel]
    }
}

/// A batch norm that stands alone (eps 1e-5), as before a convolution (pre-activation, He 2016b).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchNorm {
    /// Its name.
    pub name: String,
    /// Channels.
    pub channels: usize,
}

/// The largest of each window of pixels, stride 2; x must not be negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxPool {
    /// Pixels a side of the window: 3, with one pixel of padding, or 2, with none.
    pub kernel: usize,
    /// Rows that x must have, where the port pools images of one size alone.
    pub only_at: Option<usize>,
}

impl MaxPool {
    /// Pixels of padding.
    pub fn padding(&self) -> usize {
        (self.kernel - 1) / 2
    }

    /// Height and width that height and width give; the same where it does not pool.
    ///
    /// # Errors
    /// When the window does not fit.
    pub fn sides(&self, sides: [usize; 2]) -> Result<[usize; 2], String> {
        if self.only_at.is_some_and(|rows| rows != sides[0]) {
            return Ok(sides);
        }
        let around = 2 * self.padding();
        if sides.iter().any(|n| n + around < self.kernel) {
            let ([h, w], k) = (sides, self.kernel);
            return Err(format!("a {k} × {k} max pool cannot take {h} × {w} pixels; give larger images"));
        }
        Ok(sides.map(|n| (n + around - self.kernel) / 2 + 1))
    }
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layer {
    /// (B, …) -> (B, everything).
    Flatten,
    /// Fully connected.
    Linear(Linear),
    /// max(x, 0).
    Relu,
    /// min(max(x, 0), 6).
    Relu6,
    /// Convolution and batch norm.
    ConvBn(ConvBn),
    /// Batch norm alone.
    BatchNorm(BatchNorm),
    /// The largest of each window, stride 2.
    MaxPool(MaxPool),
    /// The mean of 3 × 3 pixels, stride 2, padding 1, whose zeros count.
    AveragePool,
    /// Keeps x for the next `AddShortcut` or `Concatenate`.
    SaveShortcut,
    /// Adds what was kept.
    AddShortcut(Shortcut),
    /// Keeps the first half of the channels, and goes on with the others.
    Split,
    /// Goes on with what was kept, and keeps x.
    Swap,
    /// The channels that were kept, and behind them those of x.
    Concatenate,
    /// Channel i of group g becomes channel i · groups + g (Zhang 2018).
    Shuffle {
        /// Groups, of channels side by side.
        groups: usize,
    },
    /// Mean over pixels: (B, C, H, W) -> (B, C).
    GlobalAveragePool,
    /// Gives x at this point a name.
    Tap(String),
}

/// How a residual's input reaches its output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// As it is.
    Identity,
    /// He 2016, option A: every `stride`-th pixel, zero channels on both sides.
    Pad {
        /// Zero channels on each side.
        channels: usize,
        /// Stride.
        stride: usize,
    },
    /// Option B: a 1 × 1 convolution and batch norm.
    Project(ConvBn),
}

/// The preprocessing that the port of a checkpoint's naming was trained with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Convention {
    /// The known data set whose mean and standard deviation it uses.
    pub normalise: &'static str,
    /// Where that was read.
    pub source: &'static str,
}

/// A network: what runs before the head, and the head.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Name of the family.
    pub family: &'static str,
    /// What it was recognised by.
    pub evidence: String,
    /// Input channels, height, width; 0 for any size.
    pub input: [usize; 3],
    /// Steps up to the penultimate features.
    pub layers: Vec<Layer>,
    /// Name of the last linear layer.
    pub head: String,
    /// K.
    pub classes: usize,
    /// D.
    pub width: usize,
    /// Whether the head has a bias.
    pub head_has_bias: bool,
    /// Number of parameters (running statistics not counted).
    pub parameters: usize,
    /// Multiply-adds an example, at `counted_at`.
    pub multiply_adds: usize,
    /// Channels, height and width at which multiply-adds are counted: the input, or the family's usual size.
    pub counted_at: [usize; 3],
    /// Usual preprocessing of the port, where its naming tells.
    pub convention: Option<Convention>,
    /// Tensors of the checkpoint that the plan does not use.
    pub unused: Vec<String>,
}

/// What a tensor is to its layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Weights or bias of a layer that sums over `fan_in` inputs.
    Summed {
        /// Number of inputs of a sum.
        fan_in: usize,
    },
    /// Batch norm's γ.
    Scale,
    /// Batch norm's β.
    Shift,
    /// Batch norm's running mean, not trained by gradient.
    RunningMean,
    /// Batch norm's running variance, not trained by gradient.
    RunningVariance,
}

impl Part {
    /// Whether the gradient trains it.
    pub fn is_trained(self) -> bool {
        !matches!(self, Self::RunningMean | Self::RunningVariance)
    }
}

/// A tensor that a plan needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    /// Its checkpoint key.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// What it is.
    pub part: Part,
}

impl Plan {
    /// The last layer.
    pub fn head_layer(&self) -> Linear {
        Linear { name: self.head.clone(), inputs: self.width, outputs: self.classes, has_bias: self.head_has_bias }
    }

    /// Names that a forward pass can return, in order.
    pub fn taps(&self) -> Vec<&str> {
        self.layers.iter().filter_map(|l| if let Layer::Tap(name) = l { Some(name.as_str()) } else { None }).collect()
    }

    /// Every tensor that the plan needs, in order of use.
    pub fn needed(&self) -> Vec<Needed> {
        let mut out = Vec::new();
        for layer in &self.layers {
            match layer {
                Layer::Linear(linear) => of_linear(linear, &mut out),
                Layer::ConvBn(conv) | Layer::AddShortcut(Shortcut::Project(conv)) => of_conv(conv, &mut out),
                Layer::BatchNorm(norm) => of_norm(&norm.name, norm.channels, &mut out),
                _ => {}
            }
        }
        of_linear(&self.head_layer(), &mut out);
        out
    }

    /// Compares with the tensors of a checkpoint.
    ///
    /// # Errors
    /// Lists every tensor that is missing or of another shape, all at once.
    pub fn check(&self, shapes: &Shapes) -> Result<(), String> {
        let mut wrong = Vec::new();
        for needed in self.needed() {
            match shapes.get(&needed.name) {
                None => wrong.push(format!("{} {:?} is missing", needed.name, needed.shape)),
                Some(found) if *found != needed.shape => {
                    wrong.push(format!("{} must be {:?}, found {found:?}", needed.name, needed.shape));
                }
                Some(_) => {}
            }
        }
        if wrong.is_empty() {
            return Ok(());
        }
        Err(format!(
            "{} of the tensors of {} ({}) do not fit; export the whole state_dict:\n  {}\n",
            wrong.len(),
            self.family,
            self.evidence,
            wrong.join("\n  ")
        ))
    }
}

fn of_linear(linear: &Linear, out: &mut Vec<Needed>) {
    let part = Part::Summed { fan_in: linear.inputs };
    let name = |end: &str| format!("{}.{end}", linear.name);
    out.push(Needed { name: name("weight"), shape: vec![linear.outputs, linear.inputs], part });
    if linear.has_bias {
        out.push(Needed { name: name("bias"), shape: vec![linear.outputs], part });
    }
}

fn of_conv(c: &ConvBn, out: &mut Vec<Needed>) {
    let shape = c.shape();
    let part = Part::Summed { fan_in: shape[1..].iter().product() };
    out.push(Needed { name: format!("{}.weight", c.conv), shape: shape.to_vec(), part });
    if c.has_bias {
        out.push(Needed { name: format!("{}.bias", c.conv), shape: vec![c.outputs], part });
    }
    if let Some(bn) = &c.bn {
        of_norm(bn, c.outputs, out);
    }
}

fn of_norm(name: &str, channels: usize, out: &mut Vec<Needed>) {
    let parts = [
        ("weight", Part::Scale),
        ("bias", Part::Shift),
        ("running_mean", Part::RunningMean),
        ("running_var", Part::RunningVariance),
    ];
    for (end, part) in parts {
        out.push(Needed { name: format!("{name}.{end}"), shape: vec![channels], part });
    }
}
