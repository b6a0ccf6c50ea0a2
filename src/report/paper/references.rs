//! `references.bib`: the papers of the ledger, and penult itself.
//!
//! One registry: what `science/` states of each paper, its preprint and, where that was read, where it appeared. Authors are
//! surnames as the ledger prints them; a test holds authors, year and title against it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::analysis::Record;

/// A paper.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// Its key in the ledger.
    pub key: &'static str,
    /// Surnames, as BibTeX joins them.
    pub authors: &'static str,
    /// Title.
    pub title: &'static str,
    /// Year.
    pub year: u16,
    /// Where it appeared; empty where that was not read.
    pub venue: &'static str,
    /// Its number at arXiv.
    pub arxiv: &'static str,
}

/// All papers, in the order of the ledger.
pub const REFERENCES: &[Reference] = &[
    Reference {
        key: "muller2019",
        authors: "M{\\\"u}ller and Kornblith and Hinton",
        title: "When does label smoothing help?",
        year: 2019,
        venue: "",
        arxiv: "1906.02629",
    },
    Reference {
        key: "chandrasegaran2022",
        authors: "Chandrasegaran and Tran and Zhao and Cheung",
        title: "Revisiting label smoothing and knowledge distillation compatibility",
        year: 2022,
        venue: "ICML",
        arxiv: "2206.14532",
    },
    Reference {
        key: "kornblith2021",
        authors: "Kornblith and Chen and Lee and Norouzi",
        title: "Why do better loss functions lead to less transferable features?",
        year: 2021,
        venue: "",
        arxiv: "2010.16402",
    },
    Reference {
        key: "wang2022_prue",
        authors: "Wang and Chen and Kou and Shi",
        title: "{PrUE}: distilling knowledge from sparse teacher networks",
        year: 2022,
        venue: "ECML-PKDD",
        arxiv: "2207.00586",
    },
    Reference {
        key: "liu2022_mbls",
        authors: "Liu and {Ben Ayed} and Galdran and Dolz",
        title: "The devil is in the margin: margin-based label smoothing",
        year: 2022,
        venue: "CVPR",
        arxiv: "2111.15430",
    },
    Reference {
        key: "amara2022_bdkd",
        authors: "Amara and others",
        title: "{BD-KD}: balancing the divergences for online knowledge distillation",
        year: 2022,
        venue: "",
        arxiv: "2212.12965",
    },
    Reference {
        key: "stanton2021",
        authors: "Stanton and Izmailov and Kirichenko and Alemi and Wilson",
        title: "Does knowledge distillation really work?",
        year: 2021,
        venue: "",
        arxiv: "2106.05945",
    },
    Reference {
        key: "choi2023_mixkd",
        authors: "Choi and Jeon and Shukla and Turaga",
        title: "Understanding the role of mixup in knowledge distillation",
        year: 2023,
        venue: "WACV",
        arxiv: "2211.03946",
    },
    Reference {
        key: "vats2021",
        authors: "Vats and Crandall",
        title: "Controlling the quality of distillation in response-based network compression",
        year: 2021,
        venue: "",
        arxiv: "2112.10047",
    },
    Reference {
        key: "mirzadeh2020_takd",
        authors: "Mirzadeh and others",
        title: "Improved knowledge distillation via teacher assistant",
        year: 2020,
        venue: "AAAI",
        arxiv: "1902.03393",
    },
    Reference {
        key: "cho2019",
        authors: "Cho and Hariharan",
        title: "On the efficacy of knowledge distillation",
        year: 2019,
        venue: "",
        arxiv: "1910.01348",
    },
    Reference {
        key: "tian2020_crd",
        authors: "Tian and Krishnan and Isola",
        title: "Contrastive representation distillation",
        year: 2020,
        venue: "ICLR",
        arxiv: "1910.10699",
    },
    Reference {
        key: "guo2017",
        authors: "Guo and Pleiss and Sun and Weinberger",
        title: "On calibration of modern neural networks",
        year: 2017,
        venue: "",
        arxiv: "1706.04599",
    },
    Reference {
        key: "yang2021",
        authors: "Yang and Song",
        title: "Rethinking the knowledge distillation from the perspective of model calibration",
        year: 2021,
        venue: "",
        arxiv: "2111.01684",
    },
    Reference {
        key: "pham2022",
        authors: "Pham and Cho and Joshi and Hegde",
        title: "Revisiting self-distillation",
        year: 2022,
        venue: "",
        arxiv: "2206.08491",
    },
    Reference {
        key: "liang2022_zipf",
        authors: "Liang and others",
        title: "Efficient one pass self-distillation with {Zipf}'s label smoothing",
        year: 2022,
        venue: "ECCV",
        arxiv: "2207.12980",
    },
    Reference {
        key: "ganta2021",
        authors: "Ganta and {Das Gupta} and Sheng",
        title: "Knowledge distillation via weighted ensemble of teaching assistants",
        year: 2021,
        venue: "ICKG",
        arxiv: "2206.12005",
    },
    Reference {
        key: "smith2022",
        authors: "Smith",
        title: "General cyclical training of neural networks",
        year: 2022,
        venue: "",
        arxiv: "2202.08835",
    },
    Reference {
        key: "liu2023_cals",
        authors: "Liu and others",
        title: "Class adaptive network calibration",
        year: 2023,
        venue: "CVPR",
        arxiv: "2211.15088",
    },
    Reference {
        key: "tarvainen2017",
        authors: "Tarvainen and Valpola",
        title: "Mean teachers are better role models",
        year: 2017,
        venue: "",
        arxiv: "1703.01780",
    },
];

/// The file: penult, and the papers that the record's ledger names.
#[must_use]
pub fn file(record: &Record) -> String {
    let named: BTreeSet<&str> = record.analysis.ledger.iter().map(|c| c.paper.as_str()).collect();
    let mut out = "% Surnames and preprints as penult knows them; complete them to your venue's style.\n".to_owned();
    let _ = writeln!(
        out,
        "@misc{{penult,\n  author = {{{{The penult authors}}}},\n  title = {{penult: {}}},\n  note = {{Version {}}},\n  howpublished = {{{}}},\n}}",
        env!("CARGO_PKG_DESCRIPTION").replace('_', "\\_"),
        record.analysis.penult,
        env!("CARGO_PKG_REPOSITORY"),
    );
    for reference in REFERENCES.iter().filter(|r| named.contains(r.key)) {
        out += &entry(reference);
    }
    out
}

fn entry(of: &Reference) -> String {
    let Reference { key, authors, title, year, venue, arxiv } = of;
    let preprint = format!("arXiv:{arxiv}");
    let (kind, place) = match *venue {
        "" => ("misc", format!("  howpublished = {{{preprint}}},\n")),
        venue => ("inproceedings", format!("  booktitle = {{{venue}}},\n  note = {{{preprint}}},\n")),
    };
    let eprint = format!("  eprint = {{{arxiv}}},\n  archivePrefix = {{arXiv}},\n");
    format!(
        "@{kind}{{{key},\n  author = {{{authors}}},\n  title = {{{title}}},\n  year = {{{year}}},\n{place}{eprint}}}\n"
    )
}
