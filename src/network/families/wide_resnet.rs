//! Wide ResNets (Zagoruyko 2016): WRN-d-k has three stages of (d − 4)/6 pre-activated blocks, k times as wide as 16, 32, 64.
//!
//! Ports and their conventions:
//! - HobbitLong/RepDistiller (`models/wrn.py`; mdistiller and xternalz/WideResNet-pytorch have the same): blocks
//!   `block{1,2,3}.layer.i`, projections `convShortcut` of the *activated* input, last norm `bn1`, head `fc`; `wrn_16_1`,
//!   `wrn_16_2`, `wrn_40_1`, `wrn_40_2`. CIFAR-100's constants.
//! - yoshitomo-matsubara/torchdistill (`wide_resnet.py`): blocks `layer{1,2,3}.i`, projections `shortcut.0` of the input
//!   *itself*, last norm `bn1`, head `fc`. meliketoy/wide-resnet.pytorch has the same with biases and head `linear`.
//!
//! What the tensors do not say: strides 1, 2, 2; what is projected; batch norm eps 1e-5. They pool 8 × 8 pixels, which is the
//! mean at the 32 × 32 pixels that they are for. Dropout does nothing in inference.

use super::preactivation::{self, Drawn, Port, Projected, Widths, is_preactivated};
use super::reader::has;
use super::{Family, Recognised, ports};
use crate::network::plan::Shapes;
use crate::network::spec::Spec;

/// The family.
pub const FAMILY: Family = Family {
    name: "wide_resnet",
    covers: "Wide ResNets (WRN-16-1 to WRN-40-2 and any other) in RepDistiller's, mdistiller's and torchdistill's names",
    recognise,
    shapes,
};

/// Channels of the stem.
const STEM: usize = 16;

const REPDISTILLER: Port = Port {
    family: FAMILY.name,
    name: "RepDistiller's",
    stages: &["block1.layer", "block2.layer", "block3.layer"],
    projection: "convShortcut",
    projected: Projected::Activated,
    first_norm: None,
    last_norm: Some("bn1"),
    head: "fc",
    convention: ports::repdistiller,
};

const TORCHDISTILL: Port = Port {
    name: "torchdistill's",
    stages: &["layer1", "layer2", "layer3"],
    projection: "shortcut.0",
    projected: Projected::Input,
    convention: ports::torchdistill,
    ..REPDISTILLER
};

const MELIKETOY: Port = Port { name: "meliketoy's", head: "linear", convention: |_| None, ..TORCHDISTILL };

fn recognise(shapes: &Shapes) -> Recognised {
    if has(shapes, "block1.layer.0.conv1.") && has(shapes, "fc.") {
        return Some(preactivation::plan(shapes, &REPDISTILLER, title));
    }
    if has(shapes, "layer4.") || !has(shapes, "bn1.") || !is_preactivated(shapes, "layer2.0") {
        return None;
    }
    let port = [TORCHDISTILL, MELIKETOY].into_iter().find(|p| has(shapes, &format!("{}.", p.head)))?;
    Some(preactivation::plan(shapes, &port, title))
}

/// "WRN-16-2"; k is a fraction where the widths are unusual.
fn title(convolutions: usize, widths: Widths) -> String {
    format!("WRN-{}-{}", convolutions + 4, widths.first as f64 / widths.stem as f64)
}

/// RepDistiller's names: `depth = 16, width = 32` is WRN-16-2.
fn shapes(spec: &Spec) -> Result<Shapes, String> {
    let (depth, width) = (spec.depth.unwrap_or(16), spec.width.unwrap_or(2 * STEM));
    if depth < 10 || depth % 6 != 4 || width == 0 || !spec.hidden.is_empty() {
        return Err(format!(
            "a wide_resnet takes `depth = 6n + 4` (10, 16, 22, 28, 40, …) and `width`, the channels of its first stage, \
             16k; found {spec:?}"
        ));
    }
    let drawn = Drawn {
        channels: spec.input[0],
        stem: STEM,
        width,
        blocks: &[(depth - 4) / 6; 3],
        expansion: 1,
        classes: spec.classes,
    };
    Ok(preactivation::shapes(&REPDISTILLER, &drawn))
}
