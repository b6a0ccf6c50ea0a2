//! Hessian-vector products of a plan's cross-entropy, exact: forwards along a direction, then backwards (Pearlmutter 1994).
//!
//! With x' the derivative of x along v, W x + b has the derivative W x' + W' x + b', and a ReLU keeps the derivative where it
//! keeps x. At the end stands L' = d/dε L(θ + εv) = 1/N Σ (p − y)·z'/T, whose gradient in θ is Hv. No step is chosen: the
//! differences of gradients that f32 allows would count the kinks of ReLUs as curvature.
//! The network is in evaluation mode: running statistics are constants. All operations are candle's, on any device. Fed with
//! batches by `extract::probes`.

use std::collections::BTreeMap;

use candle_core::{D, DType, Device, Error, Result, Tensor, Var};

use super::fold::EPSILON;
use super::operations;
use super::plan::{ConvBn, Layer, Linear, MaxPool, Needed, Plan, Shortcut};
use super::walk::{convolution, linear};
use crate::checkpoint;

/// A plan whose curvature is asked for, in f32.
pub struct Curvature {
    plan: Plan,
    trained: Vec<Needed>,
    vars: BTreeMap<String, Var>,
    running: BTreeMap<String, Tensor>,
    device: Device,
}

/// Values of the trained tensors by name: a direction v.
pub type Direction = BTreeMap<String, Tensor>;

/// A value and its derivative along v; none where it does not depend on the weights.
#[derive(Clone)]
struct Dual {
    x: Tensor,
    along: Option<Tensor>,
}

impl Dual {
    /// A linear map of both.
    fn map(&self, of: impl Fn(&Tensor) -> Result<Tensor>) -> Result<Self> {
        Ok(Self { x: of(&self.x)?, along: self.along.as_ref().map(of).transpose()? })
    }

    fn add(&self, other: &Self) -> Result<Self> {
        let along = match (&self.along, &other.along) {
            (Some(a), Some(b)) => Some((a + b)?),
            (a, b) => a.clone().or_else(|| b.clone()),
        };
        Ok(Self { x: (&self.x + &other.x)?, along })
    }

    /// The channels of both, these first.
    fn before(&self, other: &Self) -> Result<Self> {
        let along = |of: &Self| of.along.clone().map_or_else(|| of.x.zeros_like(), Ok);
        let along = match (&self.along, &other.along) {
            (None, None) => None,
            _ => Some(Tensor::cat(&[along(self)?, along(other)?], 1)?),
        };
        Ok(Self { x: Tensor::cat(&[&self.x, &other.x], 1)?, along })
    }
}

/// Weights and their derivative along v.
struct Moving {
    x: Tensor,
    along: Tensor,
}

/// A convolution that does batch norm too, or a factor and a summand a channel.
struct Folded {
    weight: Moving,
    bias: Moving,
}

impl Folded {
    /// x · weight + bias, channel by channel.
    fn scaled(&self, x: &Dual) -> Result<Dual> {
        let of_weights = operations::scaled(&x.x, &self.weight.along, &self.bias.along)?;
        let along = match &x.along {
            Some(along) => (along.broadcast_mul(&self.weight.x.reshape((1, (), 1, 1))?)? + of_weights)?,
            None => of_weights,
        };
        Ok(Dual { x: operations::scaled(&x.x, &self.weight.x, &self.bias.x)?, along: Some(along) })
    }
}

impl Curvature {
    /// Of the weights of a checkpoint.
    ///
    /// # Errors
    /// Lists the tensors that are missing or of the wrong shape.
    pub fn new(plan: &Plan, tensors: &BTreeMap<String, checkpoint::Tensor>, device: &Device) -> Result<Self> {
        let shapes = tensors.iter().map(|(n, t)| (n.clone(), t.shape.clone())).collect();
        plan.check(&shapes).map_err(Error::Msg)?;
        let (trained, constant): (Vec<Needed>, Vec<Needed>) =
            plan.needed().into_iter().partition(|needed| needed.part.is_trained());
        let on_device = |name: &String| {
            let tensor = &tensors[name];
            Tensor::from_vec(tensor.data.clone(), tensor.shape.clone(), device)
        };
        let vars = trained.iter().map(|n| Ok((n.name.clone(), Var::from_tensor(&on_device(&n.name)?)?)));
        let running = constant.iter().map(|n| Ok((n.name.clone(), on_device(&n.name)?)));
        Ok(Self {
            vars: vars.collect::<Result<_>>()?,
            running: running.collect::<Result<_>>()?,
            plan: plan.clone(),
            trained,
            device: device.clone(),
        })
    }

    /// The trained tensors, in the order of a vector of all their values.
    pub fn trained(&self) -> &[Needed] {
        &self.trained
    }

    /// A vector of all trained values, as tensors.
    ///
    /// # Errors
    /// When it has another length.
    #[allow(clippy::cast_possible_truncation)] // the derivative is linear in v, which f32 carries
    pub fn direction(&self, v: &[f64]) -> Result<Direction> {
        let mut rest = v;
        let mut out = Direction::new();
        for needed in &self.trained {
            let count = needed.shape.iter().product();
            let Some((values, after)) = rest.split_at_checked(count) else {
                return Err(Error::Msg(format!("a direction needs values for {}", needed.name)));
            };
            let values: Vec<f32> = values.iter().map(|v| *v as f32).collect();
            out.insert(needed.name.clone(), Tensor::from_vec(values, needed.shape.clone(), &self.device)?);
            rest = after;
        }
        Ok(out)
    }

    /// Hv of Σ −log p_y(T) over the images (B, C, H, W) with targets (B, K), one-hot.
    ///
    /// # Errors
    /// When a tensor operation fails.
    pub fn product(&self, v: &Direction, (x, targets): (&Tensor, &Tensor), temperature: f64) -> Result<Vec<f64>> {
        let images = Dual { x: x.to_device(&self.device)?, along: None };
        let logits = self.walk(&images, v)?;
        let Some(along) = logits.along else {
            return Err(Error::Msg("the logits do not depend on the weights".into()));
        };
        let p = candle_nn::ops::softmax(&(logits.x / temperature)?, D::Minus1)?;
        let slope = ((p - targets.to_device(&self.device)?)? * (along / temperature)?)?.sum_all()?;
        let gradients = slope.backward()?;
        let mut out = Vec::new();
        for needed in &self.trained {
            let var = &self.vars[&needed.name];
            let gradient = gradients.get(var).map_or_else(|| var.zeros_like(), |g| Ok(g.clone()))?;
            out.extend(gradient.flatten_all()?.to_vec1::<f32>()?.into_iter().map(f64::from));
        }
        Ok(out)
    }

    fn walk(&self, images: &Dual, v: &Direction) -> Result<Dual> {
        let mut x = images.clone();
        let mut kept = images.clone();
        for layer in &self.plan.layers {
            x = match layer {
                Layer::Flatten => x.map(|t| t.flatten_from(1))?,
                Layer::Linear(l) => self.linear(l, &x, v)?,
                Layer::Relu => bounded(&x, None)?,
                Layer::Relu6 => bounded(&x, Some(6.0))?,
                Layer::ConvBn(c) => self.convolution(c, &x, v)?,
                Layer::BatchNorm(n) => self.normalised(&n.name, v)?.scaled(&x)?,
                Layer::MaxPool(pool) => max_pool(&x, *pool)?,
                Layer::AveragePool => x.map(operations::average_pool)?,
                Layer::SaveShortcut => {
                    kept = x.clone();
                    x
                }
                Layer::AddShortcut(Shortcut::Identity) => x.add(&kept)?,
                Layer::AddShortcut(Shortcut::Pad { channels, stride }) => {
                    x.add(&kept.map(|t| operations::padded(t, *channels, *stride))?)?
                }
                Layer::AddShortcut(Shortcut::Project(c)) => x.add(&self.convolution(c, &kept, v)?)?,
                Layer::Split => {
                    kept = x.map(|t| Ok(operations::halves(t)?.0))?;
                    x.map(|t| Ok(operations::halves(t)?.1))?
                }
                Layer::Swap => std::mem::replace(&mut kept, x),
                Layer::Concatenate => kept.before(&x)?,
                Layer::Shuffle { groups } => x.map(|t| operations::shuffle(t, *groups))?,
                Layer::GlobalAveragePool => x.map(|t| t.mean((2, 3)))?,
                Layer::Tap(_) => x,
            };
        }
        self.linear(&self.plan.head_layer(), &x, v)
    }

    /// x Wᵀ + b along v.
    fn linear(&self, layer: &Linear, x: &Dual, v: &Direction) -> Result<Dual> {
        let [weight, bias] = ["weight", "bias"].map(|end| format!("{}.{end}", layer.name));
        let (w, b) = (self.var(&weight)?, self.vars.get(&bias).map(Var::as_tensor));
        let of_weights = linear(&x.x, of(v, &weight)?, v.get(&bias))?;
        let along = match &x.along {
            Some(along) => (linear(along, w, None)? + of_weights)?,
            None => of_weights,
        };
        Ok(Dual { x: linear(&x.x, w, b)?, along: Some(along) })
    }

    /// Convolution and batch norm as one convolution, along v.
    fn convolution(&self, layer: &ConvBn, x: &Dual, v: &Direction) -> Result<Dual> {
        let Folded { weight, bias } = self.folded(layer, v)?;
        let x = x.map(|t| to_strides(t, layer.stride))?;
        let of_weights = convolution(&x.x, layer, &weight.along, Some(&bias.along))?;
        let along = match &x.along {
            Some(along) => (convolution(along, layer, &weight.x, None)? + of_weights)?,
            None => of_weights,
        };
        Ok(Dual { x: convolution(&x.x, layer, &weight.x, Some(&bias.x))?, along: Some(along) })
    }

    /// W s and b s + β − μ s, with batch norm's s, along v; W and b where there is no batch norm.
    fn folded(&self, layer: &ConvBn, v: &Direction) -> Result<Folded> {
        let [weight, bias] = ["weight", "bias"].map(|end| format!("{}.{end}", layer.conv));
        let weight = Moving { x: self.var(&weight)?.clone(), along: of(v, &weight)?.clone() };
        let bias = match (self.vars.get(&bias), v.get(&bias)) {
            (Some(b), Some(along)) => Some(Moving { x: b.as_tensor().clone(), along: along.clone() }),
            _ => None,
        };
        let Some(bn) = &layer.bn else {
            let none = Tensor::zeros(layer.outputs, DType::F32, &self.device)?;
            let bias = bias.unwrap_or_else(|| Moving { x: none.clone(), along: none });
            return Ok(Folded { weight, bias });
        };
        let Folded { weight: scale, bias: mut shift } = self.normalised(bn, v)?;
        if let Some(b) = bias {
            shift.along = (shift.along + ((&b.along * &scale.x)? + (&b.x * &scale.along)?)?)?;
            shift.x = (shift.x + (b.x * &scale.x)?)?;
        }
        let of_rows = |w: &Tensor, s: &Tensor| w.broadcast_mul(&s.reshape(((), 1, 1, 1))?);
        let along = (of_rows(&weight.along, &scale.x)? + of_rows(&weight.x, &scale.along)?)?;
        Ok(Folded { weight: Moving { x: of_rows(&weight.x, &scale.x)?, along }, bias: shift })
    }

    /// Batch norm's s = γ/√(σ² + ε) and β − μ s, along v.
    fn normalised(&self, norm: &str, v: &Direction) -> Result<Folded> {
        let running = |end: &str| {
            let name = format!("{norm}.{end}");
            self.running.get(&name).ok_or_else(|| Error::Msg(format!("the plan has no tensor {name}")))
        };
        let (inverse, mean) = ((running("running_var")? + EPSILON)?.sqrt()?.recip()?, running("running_mean")?);
        let [gamma, beta] = ["weight", "bias"].map(|end| format!("{norm}.{end}"));
        let scale = Moving { x: (self.var(&gamma)? * &inverse)?, along: (of(v, &gamma)? * &inverse)? };
        let bias =
            Moving { x: (self.var(&beta)? - (mean * &scale.x)?)?, along: (of(v, &beta)? - (mean * &scale.along)?)? };
        Ok(Folded { weight: scale, bias })
    }

    fn var(&self, name: &str) -> Result<&Tensor> {
        self.vars.get(name).map(Var::as_tensor).ok_or_else(|| Error::Msg(format!("the plan has no tensor {name}")))
    }
}

fn of<'a>(v: &'a Direction, name: &str) -> Result<&'a Tensor> {
    v.get(name).ok_or_else(|| Error::Msg(format!("the direction has no tensor {name}")))
}

/// Sides that are multiples of the stride, by zeros below and on the right, where the padding is: candle's gradient of a strided
/// convolution takes the remainder of the height for the width's too.
fn to_strides(x: &Tensor, stride: usize) -> Result<Tensor> {
    let (_, _, height, width) = x.dims4()?;
    let missing = |side: usize| side.next_multiple_of(stride) - side;
    x.pad_with_zeros(2, 0, missing(height))?.pad_with_zeros(3, 0, missing(width))
}

/// max(x, 0), and no more than the ceiling: where it binds, nothing moves.
fn bounded(x: &Dual, ceiling: Option<f64>) -> Result<Dual> {
    let mut free = x.x.gt(0.0)?.to_dtype(DType::F32)?;
    if let Some(ceiling) = ceiling {
        free = (free * x.x.lt(ceiling)?.to_dtype(DType::F32)?)?;
    }
    let mut out = x.map(|t| t * &free)?;
    if let Some(ceiling) = ceiling {
        out.x = (out.x + (x.x.ge(ceiling)?.to_dtype(DType::F32)? * ceiling)?)?;
    }
    Ok(out)
}

/// The largest of each window of an x that is not negative: shifted images, of which those that are the largest count equally.
fn max_pool(x: &Dual, pool: MaxPool) -> Result<Dual> {
    let (_, _, height, width) = x.x.dims4()?;
    let sides = pool.sides([height, width]).map_err(Error::Msg)?;
    if sides == [height, width] {
        return Ok(x.clone());
    }
    let pixels = |count: usize, shift: usize| {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        Tensor::new((0..count).map(|at| 2 * at + u32::try_from(shift).unwrap_or(0)).collect::<Vec<_>>(), x.x.device())
    };
    let shifted = |t: &Tensor| -> Result<Vec<Tensor>> {
        let around = pool.padding();
        let t = t.pad_with_zeros(2, around, around)?.pad_with_zeros(3, around, around)?;
        let shifts = (0..pool.kernel * pool.kernel).map(|at| (at / pool.kernel, at % pool.kernel));
        shifts
            .map(|(dy, dx)| t.index_select(&pixels(sides[0], dy)?, 2)?.index_select(&pixels(sides[1], dx)?, 3))
            .collect()
    };
    let all = shifted(&x.x.detach())?;
    let mut largest = all[0].clone();
    for one in &all[1..] {
        largest = largest.maximum(one)?;
    }
    let is_largest: Vec<Tensor> =
        all.iter().map(|one| one.eq(&largest)?.to_dtype(DType::F32)).collect::<Result<_>>()?;
    let mut count = is_largest[0].clone();
    for one in &is_largest[1..] {
        count = (count + one)?;
    }
    x.map(|t| {
        let mut sum = largest.zeros_like()?;
        for (one, is_largest) in shifted(t)?.iter().zip(&is_largest) {
            sum = (sum + (one * is_largest)?)?;
        }
        sum / &count
    })
}
