//! Which weights are meant of a file that holds several. Asked for by the command line and by manifests, read by `load_part`.

/// Which weights of a file are meant, where it holds several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Raw or averaged.
    pub weights: Weights,
    /// One of two models.
    pub model: Option<Model>,
}

/// Weights as they were trained, or their running average.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weights {
    /// As they were trained; averaged ones where a file holds no others.
    #[default]
    Raw,
    /// The running average (EMA); raw ones where a file holds no others.
    Averaged,
}

/// A model of a file that holds two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// `student.*`.
    Student,
    /// `teacher.*`.
    Teacher,
}

impl Model {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Student, Self::Teacher];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Teacher => "teacher",
        }
    }

    /// What its tensors begin with.
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Self::Student => "student.",
            Self::Teacher => "teacher.",
        }
    }
}
