//! Temperature scaling (Guo 2017, eq. 9): softmax(z/T). Its metrics are those of `temperature`.

use super::{Calibrated, Calibrator, Fold, fitted_temperature, softmax};
use crate::metrics::Measured;

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
        let mut row: Vec<f64> = logits.iter().map(|z| f64::from(*z) / self.0).collect();
        softmax(&mut row);
        row
    }
}

fn fit(fold: &Fold<'_>) -> Measured<Box<dyn Calibrated>> {
    Ok(Box::new(Temperature(fitted_temperature(fold)?)))
}
