//! What a rule is: a quantity, the split that it is measured on, and where a claim says that it lies. Data alone.
//!
//! Written down in the files of the papers; looked up in an analysis by `evidence`, put into words by `words`, decided by
//! `decide`. A rule looks at the analysis and at nothing else.

pub mod contrast;
pub mod decide;
pub mod evidence;
pub mod groups;
pub mod rank;
pub mod side;
pub mod words;

pub use groups::{Against, Is, Link};

/// The rule that decides a claim.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What is measured.
    pub quantity: Quantity,
    /// On which split.
    pub split: Split,
    /// Where the claim says that it lies.
    pub expect: Expect,
}

/// What a claim is measured by.
#[derive(Clone, Copy, Debug)]
pub enum Quantity {
    /// A statistic of groups.
    Level {
        /// The groups.
        of: &'static [Is],
        /// The statistic.
        measure: Measure,
    },
    /// A statistic of groups minus that of others.
    Contrast {
        /// The groups.
        of: &'static [Is],
        /// What is taken away from them.
        against: Against,
        /// The statistic.
        measure: Measure,
        /// The statistic of the others, mostly the same.
        minus: Measure,
    },
    /// How a contrast between students at one temperature differs from that at T = 1.
    Interaction {
        /// The students at other temperatures.
        of: &'static [Is],
        /// The students of the same teacher at T = 1.
        at_one: &'static [Is],
        /// What is taken away from either.
        against: Against,
        /// The statistic.
        measure: Measure,
    },
    /// A statistic of groups minus that of their reference, which is softened until its γ is theirs.
    Matched {
        /// The groups.
        of: &'static [Is],
        /// The statistic.
        metric: &'static str,
    },
    /// The diffusion index η of the students of some teachers.
    Diffusion {
        /// The teachers.
        of: &'static [Is],
        /// Which η.
        part: Moved,
    },
    /// Spearman's ρ of the analysis, by its name.
    Relation(&'static str),
    /// Spearman's ρ of two statistics across groups.
    Across {
        /// The groups.
        of: &'static [Is],
        /// x.
        x: Measure,
        /// y.
        y: Measure,
    },
    /// Spearman's ρ of a statistic with the epoch, over the checkpoints of a run.
    Trend {
        /// The runs, by their checkpoints.
        of: &'static [Is],
        /// The statistic.
        metric: &'static str,
        /// Which checkpoints.
        during: During,
    },
}

/// A number of a group, the mean over its seeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A statistic of the variant itself.
    Own(&'static str),
    /// A statistic of its teacher.
    OfTeacher(&'static str),
    /// A statistic of the pair of its teacher and it.
    WithTeacher(&'static str),
    /// Number of its parameters.
    Size,
    /// Number of its teacher's parameters.
    TeacherSize,
}

/// Which η of students that went from T = 1 to a higher temperature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// Of the similar classes.
    Similar,
    /// Of the dissimilar classes.
    Dissimilar,
    /// Similar minus dissimilar, above the middle 95 % that random classes give.
    BeyondChance,
    /// Of the similar classes, minus that of the students of a teacher of hard labels between the same temperatures.
    BeyondHard,
}

/// Which checkpoints of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum During {
    /// All of them.
    Whole,
    /// The later half: what networks do after they have learnt most.
    LaterHalf,
}

/// A split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// Training examples alone.
    Train,
    /// Test examples, else those of validation.
    Test,
}

impl Split {
    /// The names under which it may lie in an analysis, the preferred first.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Train => &["train"],
            Self::Test => &["test", "val"],
        }
    }
}

/// Where a claim says that a quantity lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expect {
    /// Above a number.
    Above(f64),
    /// Below a number.
    Below(f64),
    /// Nearer to a number than a margin: equivalence.
    Near {
        /// The number.
        centre: f64,
        /// The margin.
        margin: f64,
    },
}

impl Expect {
    /// How deep a value lies on the side of the claim; negative on the other side.
    pub fn depth(self, value: f64) -> f64 {
        match self {
            Self::Above(bound) => value - bound,
            Self::Below(bound) => bound - value,
            Self::Near { centre, margin } => margin - (value - centre).abs(),
        }
    }
}

impl Rule {
    /// A rule on training examples.
    pub const fn on_train(quantity: Quantity, expect: Expect) -> Self {
        Self { quantity, split: Split::Train, expect }
    }

    /// A rule on test examples.
    pub const fn on_test(quantity: Quantity, expect: Expect) -> Self {
        Self { quantity, split: Split::Test, expect }
    }
}

impl Quantity {
    /// The groups that it is about; none for a relation of the analysis.
    pub const fn of(&self) -> Option<&'static [Is]> {
        match self {
            Self::Level { of, .. }
            | Self::Contrast { of, .. }
            | Self::Interaction { of, .. }
            | Self::Matched { of, .. }
            | Self::Diffusion { of, .. }
            | Self::Across { of, .. }
            | Self::Trend { of, .. } => Some(of),
            Self::Relation(_) => None,
        }
    }

    /// A statistic of groups.
    pub const fn level(of: &'static [Is], metric: &'static str) -> Self {
        Self::Level { of, measure: Measure::Own(metric) }
    }

    /// A statistic of the pair of groups and their teachers.
    pub const fn with_teacher(of: &'static [Is], metric: &'static str) -> Self {
        Self::Level { of, measure: Measure::WithTeacher(metric) }
    }

    /// A statistic of groups minus that of their reference.
    pub const fn against_reference(of: &'static [Is], metric: &'static str) -> Self {
        Self::against(of, Against::Reference, Measure::Own(metric))
    }

    /// A statistic of groups minus that of others.
    pub const fn against(of: &'static [Is], against: Against, measure: Measure) -> Self {
        Self::Contrast { of, against, measure, minus: measure }
    }

    /// A statistic of groups minus another statistic of the same groups.
    pub const fn within(of: &'static [Is], metric: &'static str, minus: &'static str) -> Self {
        Self::Contrast { of, against: Against::Itself, measure: Measure::Own(metric), minus: Measure::Own(minus) }
    }
}
