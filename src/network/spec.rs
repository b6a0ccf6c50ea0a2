//! Networks by description, for the lab: a recipe's `network = { family = "mlp", hidden = [256, 128] }`.
//!
//! A family turns a description into tensor shapes; the recogniser that reads checkpoints makes the plan of them, so that
//! what is trained is what will be recognised.

use serde::Deserialize;

use super::families::FAMILIES;
use super::plan::Plan;

/// What a recipe says of a network; a family reads what it needs.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Name of the family.
    pub family: String,
    /// Hidden widths (`mlp`).
    #[serde(default)]
    pub hidden: Vec<usize>,
    /// Number of layers (`resnet_cifar`, `resnet`, `preact_resnet`, `wide_resnet`, `vgg`, `plain_cnn`).
    pub depth: Option<usize>,
    /// Channels of the first stage (`resnet_cifar`: 16, `wide_resnet`: 16k, `resnet`, `preact_resnet`, `vgg`: 64, `plain_cnn`:
    /// 32, `shufflenet_v1`: 240, `shufflenet_v2`: 116), or of the stem (`mobilenet_v2`: 16).
    pub width: Option<usize>,
    /// Channels, height and width of the data; the lab fills it in.
    #[serde(skip)]
    pub input: [usize; 3],
    /// Number of classes of the data; the lab fills it in.
    #[serde(skip)]
    pub classes: usize,
}

impl Spec {
    /// The description in words, the same for networks of the same tensors.
    pub fn name(&self) -> String {
        let hidden: Vec<String> = self.hidden.iter().map(usize::to_string).collect();
        let number = |n: Option<usize>| n.map_or("default".to_owned(), |n| n.to_string());
        if self.hidden.is_empty() {
            format!("{} depth {} width {}", self.family, number(self.depth), number(self.width))
        } else {
            format!("{} {}", self.family, hidden.join("-"))
        }
    }
}

/// The plan of a description.
///
/// # Errors
/// When the family is unknown or cannot build it; says what is known.
pub fn build(spec: &Spec) -> Result<Plan, String> {
    let Some(family) = FAMILIES.iter().find(|f| f.name == spec.family) else {
        let known: Vec<_> = FAMILIES.iter().map(|f| f.name).collect();
        return Err(format!("network family {:?} is unknown; known: {}", spec.family, known.join(", ")));
    };
    let shapes = (family.shapes)(spec)?;
    super::plan_of(&shapes).unwrap_or_else(|| Err(format!("family {} does not recognise its own tensors", family.name)))
}
