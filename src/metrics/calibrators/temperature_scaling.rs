//! Temperature scaling (Guo 2017, eq. 9): softmax(z/T). Its metrics are those of `temperature`.

use super::{Calibrated, Calibrator, Fold, fitted_temperature};
use crate::metrics::Measured;
use crate::metrics::softmax::log_softmax;

/// The registry's entry.
pub const CALIBRATOR: Calibrator = Calibrator {
    name: "temperature_scaling",
    title: "Temperature scaling",
    formula: "softmax(z/T), T > 0 of the least NLL",
    fit,
};

struct Temperature(f64);

impl Calibrated for Temperature {
    fn probabilities(&self, logits: &[f32]) -> Vec<f64> {
        log_softmax(logits, self.0).into_iter().map(f64::exp).collect()
    }
}

fn fit(fold: &Fold<'_>) -> Measured<Box<dyn Calibrated>> {
    Ok(Box::new(Temperature(fitted_temperature(fold)?)))
}
