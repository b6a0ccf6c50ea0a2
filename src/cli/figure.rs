//! `penult figure`: one figure, sized and typed for a venue, as SVG, PDF and PNG.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use crate::analysis::Record;
use crate::checkpoint::write_atomic;
use crate::figure::font::Face;
use crate::figure::{FIGURES, canvas, theme::Theme};

/// Which figure, from what, for whom.
#[derive(Args)]
pub(super) struct Arguments {
    /// Its name; `penult figures` lists them.
    name: String,
    /// The analysis.json.
    analysis: PathBuf,
    /// neurips, iclr, icml, cvpr, eccv, aaai, tmlr, jmlr, ieee, nature, slides; the page's own size by default.
    #[arg(long = "for", value_name = "VENUE")]
    venue: Option<String>,
    /// Letters with serifs, for papers set in Times; ieee's own.
    #[arg(long)]
    serif: bool,
    /// Letters without serifs; those of all other venues.
    #[arg(long, conflicts_with = "serif")]
    sans: bool,
    /// Folder of the files.
    #[arg(long, short, default_value = ".")]
    out: PathBuf,
    /// Resolution of the PNG, in dots an inch; the venue's own by default.
    #[arg(long)]
    dpi: Option<u32>,
}

impl Arguments {
    fn theme(&self) -> Result<Theme, String> {
        let theme = self.venue.as_deref().map_or_else(|| Ok(Theme::page()), Theme::for_venue)?;
        Ok(match (self.serif, self.sans) {
            (true, _) => theme.in_face(Face::Serif),
            (_, true) => theme.in_face(Face::Sans),
            _ => theme,
        })
    }
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let Some(figure) = FIGURES.iter().find(|f| f.name == arguments.name) else {
        let known: Vec<&str> = FIGURES.iter().map(|f| f.name).collect();
        return Err(format!("no figure {:?}; known are {}", arguments.name, known.join(", ")).into());
    };
    let theme = arguments.theme()?;
    let record = Record::read(&arguments.analysis)?;
    let svg = (figure.draw)(&record, &theme)?;
    let stem = arguments.venue.as_ref().map_or_else(|| figure.name.to_owned(), |v| format!("{}_{v}", figure.name));
    std::fs::create_dir_all(&arguments.out).map_err(|e| unwritable(&e, &arguments.out))?;
    let files = [
        ("svg", canvas::standalone(&svg).into_bytes()),
        ("pdf", canvas::pdf(&svg)?),
        ("png", canvas::png(&svg, arguments.dpi.unwrap_or(theme.dpi))?),
    ];
    for (extension, bytes) in files {
        let path = arguments.out.join(format!("{stem}.{extension}"));
        write_atomic(&path, &bytes).map_err(|e| unwritable(&e, &path))?;
        anstream::println!("{}", path.display());
    }
    Ok(())
}

fn unwritable(error: &std::io::Error, path: &Path) -> String {
    format!("cannot write ({error}); give another folder with --out: {}", path.display())
}
