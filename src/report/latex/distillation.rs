//! Students by teacher and temperature, as papers on distillation print them: rows are temperatures, columns are teachers.

use indexmap::IndexMap;

use super::rank::{Marks, marks};
use super::table::{Cell, Row, Table, stem};
use super::{escape, of_split, spread};
use crate::analysis::schema::{Analysis, Role, Variant};
use crate::analysis::{Record, format};
use crate::report::comparison::{self as compared, Block};
use crate::report::lineage;

/// Teachers that stand side by side, and the characters that their names may have together; more fold into further tables.
const ACROSS: usize = 4;
const CHARACTERS: usize = 80;
const METRIC: &str = "accuracy";

/// The tables of a split: one for every four teachers; none where nothing was distilled.
#[must_use]
pub fn tables(record: &Record, split: &str) -> Vec<Table> {
    let analysis = &record.analysis;
    let blocks = compared::groups(analysis, split, &[METRIC.to_owned()]);
    let row = |id: &str| blocks.iter().flat_map(|b| &b.rows).find(|row| row.id == id);
    let mut grid: IndexMap<String, IndexMap<String, &compared::Row>> = IndexMap::new();
    let mut teachers: Vec<String> = Vec::new();
    for (id, student) in students(analysis, &blocks) {
        let (Some(teacher), Some(found)) = (teacher_row(analysis, student, &blocks), row(&id)) else { continue };
        if !teachers.contains(&teacher) {
            teachers.push(teacher.clone());
        }
        grid.entry(setting(analysis, student)).or_default().insert(teacher, found);
    }
    teachers.sort_by_key(|id| analysis.groups.get_index_of(id).or_else(|| analysis.variants.get_index_of(id)));
    let longest = teachers.iter().map(|id| id.chars().count()).max().unwrap_or(0);
    let panels = teachers.chunks((CHARACTERS / longest.max(1)).clamp(1, ACROSS)).enumerate();
    panels.map(|(at, of)| panel(record, split, at, &Panel { teachers: of, grid: &grid, blocks: &blocks })).collect()
}

struct Panel<'a> {
    teachers: &'a [String],
    grid: &'a IndexMap<String, IndexMap<String, &'a compared::Row>>,
    blocks: &'a [Block],
}

fn panel(record: &Record, split: &str, at: usize, of: &Panel<'_>) -> Table {
    let suffix = if at == 0 { String::new() } else { format!("-{}", at + 1) };
    let row = |id: &String| of.blocks.iter().flat_map(|b| &b.rows).find(|row| row.id == *id);
    let heads = of
        .teachers
        .iter()
        .map(|id| Cell { first: escape(id), second: row(id).map_or_else(String::new, |row| escape(&row.about)) });
    let own: Vec<Option<&compared::Row>> = of.teachers.iter().map(row).collect();
    let taught = of.grid.iter().map(|(setting, students)| {
        let cells: Vec<_> = of.teachers.iter().map(|teacher| students.get(teacher).copied()).collect();
        line(setting, &cells)
    });
    let alone = of.blocks.iter().filter(|b| b.role == Role::Scratch).flat_map(|b| &b.rows).map(|row| {
        let name = Cell { first: "no teacher".to_owned(), second: escape(&row.id) };
        Row::Across(name, number(Some(row)))
    });
    let blocks = [vec![line("the teacher itself", &own)], taught.collect(), alone.collect()];
    Table {
        name: format!("distillation-{}{suffix}", stem(split)),
        caption: format!(
            "Accuracy (\\%) of students by teacher (columns) and temperature $T$ of the distillation (rows) {}. {} Bold: the \
             better students of a row, where the intervals of all seeds lie apart.",
            of_split(record, split),
            spread(record),
        ),
        heads: std::iter::once(Cell::of("Students of")).chain(heads).collect(),
        align: 'c',
        blocks: blocks.into_iter().filter(|block: &Vec<Row>| !block.is_empty()).collect(),
    }
}

/// A row of the grid, marked along it.
fn line(name: &str, rows: &[Option<&compared::Row>]) -> Row {
    let ranges: Vec<_> = rows.iter().flatten().map(|row| row.cells[0].range).collect();
    let marks = if ranges.len() == rows.len() { marks(METRIC, &ranges) } else { Marks::default() };
    let cells = rows.iter().enumerate().map(|(at, row)| marks.on(at, number(*row)));
    Row::Cells(std::iter::once(Cell::of(escape(name))).chain(cells).collect())
}

fn number(row: Option<&compared::Row>) -> Cell {
    row.map_or_else(|| Cell::of(escape(format::DASH)), |row| Cell::number(&row.cells[0].text))
}

/// The distilled rows, each with its first variant.
fn students<'a>(analysis: &'a Analysis, blocks: &[Block]) -> Vec<(String, &'a Variant)> {
    let rows = blocks.iter().flat_map(|b| &b.rows);
    let first = |id: &String| {
        let own = analysis.groups.get(id).and_then(|g| g.variants.first()).unwrap_or(id);
        analysis.variants.get(own).filter(|v| v.distillation.is_some())
    };
    let mut students: Vec<_> = rows.filter_map(|row| Some((row.id.clone(), first(&row.id)?))).collect();
    let temperature = |v: &Variant| v.distillation.as_ref().map_or(0.0, |d| d.temperature);
    students.sort_by(|(_, a), (_, b)| temperature(a).total_cmp(&temperature(b)));
    students
}

/// The row that stands for a student's teacher: its group, or itself.
fn teacher_row(analysis: &Analysis, student: &Variant, blocks: &[Block]) -> Option<String> {
    let id = student.teacher.as_ref()?;
    let group = analysis.variants.get(id).map_or(id, |v| &v.group);
    let is_row = |id: &&String| blocks.iter().flat_map(|b| &b.rows).any(|row| row.id == **id);
    [id, group].into_iter().find(is_row).cloned()
}

/// How the students of a row were distilled, apart from their teacher; with their network where several were taught.
fn setting(analysis: &Analysis, student: &Variant) -> String {
    let mut words = student.distillation.as_ref().map_or_else(String::new, lineage::setting);
    let parameters = |v: &Variant| v.network.as_ref().map(|n| n.parameters);
    let taught = || analysis.variants.values().filter(|v| v.distillation.is_some());
    if let Some(network) = &student.network
        && taught().any(|v| parameters(v) != Some(network.parameters))
    {
        words = format!("{words}, {} of {} parameters", network.family, format::count(network.parameters));
    }
    words
}
