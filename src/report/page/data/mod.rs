//! What the page carries for its client, as JSON: fed by the record, read by client/src/data.ts, which says what each part means.
//!
//! Aggregates of all examples and the outputs of the sample: never all outputs. Where even these do not fit, seeds after the
//! first of a group go without what is drawn of single examples, then the images; the page says so.

mod packed;
mod study;
mod thumbnails;
mod variants;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::Record;
use crate::analysis::schema::Analysis;
use crate::report::comparison::splits;

/// How much of the record goes into the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// All of what is drawn.
    All,
    /// Of groups, the first seed is drawn.
    FirstSeeds,
    /// And there are no images.
    WithoutImages,
}

impl Detail {
    /// What it leaves out, in words.
    fn left_out(self, analysis: &Analysis) -> Vec<String> {
        let several = analysis.groups.values().any(|g| g.variants.len() > 1);
        let seeds = "Of each group of seeds the first alone has curves, matrices and examples here, to keep the page small; \
                     numbers are of all seeds.";
        let images = "The images of the examples were left out to keep the page small.";
        match self {
            Self::All => Vec::new(),
            Self::FirstSeeds => several.then(|| seeds.to_owned()).into_iter().collect(),
            Self::WithoutImages => several.then(|| seeds.to_owned()).into_iter().chain([images.to_owned()]).collect(),
        }
    }
}

/// What the page carries.
#[derive(Serialize)]
struct PageData<'a> {
    settings: Settings,
    name: &'a str,
    classes: &'a [String],
    shown: Vec<usize>,
    shown_by: &'a str,
    splits: Vec<&'a str>,
    samples: BTreeMap<String, study::Sample>,
    metrics: Vec<study::Metric>,
    variants: Vec<variants::Variant>,
    groups: Vec<study::Group<'a>>,
    differences: Vec<study::Difference<'a>>,
    pairs: Vec<study::Pair<'a>>,
    layers: Vec<study::Layers<'a>>,
    triple: Option<[usize; 3]>,
    start: study::Start,
    left_out: Vec<String>,
}

#[derive(Serialize)]
struct Settings {
    level: f64,
    bins: usize,
    equivalence: f64,
}

/// The data as JSON that may stand inside a script element: as much of it as fits into `room` bytes, at least its aggregates. None
/// without variants.
#[must_use]
pub fn json(record: &Record, room: usize) -> Option<String> {
    let ladder = [Detail::All, Detail::FirstSeeds, Detail::WithoutImages];
    let mut made = None;
    for detail in ladder {
        let text = text(&page_data(record, detail)?)?;
        let fits = text.len() <= room;
        made = Some(text);
        if fits {
            break;
        }
    }
    made
}

/// As JSON without `<`, so that no text of a study can end the script element.
fn text(data: &PageData<'_>) -> Option<String> {
    serde_json::to_string(data).ok().map(|json| json.replace('<', "\\u003c"))
}

fn page_data(record: &Record, detail: Detail) -> Option<PageData<'_>> {
    let analysis = &record.analysis;
    let (settings, shown) = (&analysis.settings, analysis.data.shown.as_ref());
    let compared = study::compared(analysis);
    let of_others =
        study::OF_PAIRS.into_iter().chain(study::AT_TEMPERATURES).filter(|m| !compared.iter().any(|c| c == m));
    let explained = compared.iter().map(String::as_str).chain(of_others);
    Some(PageData {
        settings: Settings { level: settings.level, bins: settings.bins, equivalence: settings.equivalence },
        name: &analysis.data.name,
        classes: &analysis.data.classes,
        shown: shown.map(|s| s.classes.clone()).unwrap_or_default(),
        shown_by: shown.map_or("", |s| &s.chosen_by),
        splits: test_first(analysis),
        samples: study::samples(record, detail != Detail::WithoutImages),
        metrics: explained.filter_map(study::metric).collect(),
        variants: variants::variants(record, &compared, detail),
        groups: study::groups(record, &compared),
        differences: study::differences(analysis, &compared),
        pairs: study::pairs(analysis),
        layers: study::layers(record),
        triple: triple(analysis),
        start: study::start(analysis)?,
        left_out: detail.left_out(analysis),
    })
}

fn test_first(analysis: &Analysis) -> Vec<&str> {
    let mut names: Vec<&str> = splits(analysis).into_iter().collect();
    names.sort_by_key(|name| *name != "test");
    names
}

/// The classes of the template planes.
fn triple(analysis: &Analysis) -> Option<[usize; 3]> {
    let on = analysis.variants.values().flat_map(|v| v.splits.values());
    on.filter_map(|s| s.curves.template_plane.as_ref()).map(|p| p.classes).next()
}
