//! Sizes, fonts and colours of all figures.

/// How a figure is drawn.
#[derive(Clone, Debug, Default)]
pub struct Theme {}
