//! What a LaTeX compiler would refuse, found without one: braces, names, targets, columns, specials.

use std::collections::BTreeSet;
use std::path::Path;

use super::{adversarial, committed, kit};
use crate::report::study;

/// Commands whose argument is no text.
const NO_TEXT: [&str; 14] = [
    "includegraphics",
    "input",
    "label",
    "ref",
    "cite",
    "nocite",
    "begin",
    "end",
    "usepackage",
    "documentclass",
    "bibliography",
    "bibliographystyle",
    "setlength",
    "multicolumn",
];

/// Everything that is wrong with the files of a kit.
fn problems(folder: &Path) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut defined = BTreeSet::new();
    let mut used = BTreeSet::new();
    for (name, bytes) in
        super::files(folder).iter().filter(|(name, _)| Path::new(name).extension().is_some_and(|e| e == "tex"))
    {
        let text = without_comments(std::str::from_utf8(bytes).unwrap());
        let say = |what: String| format!("{name}: {what}");
        wrong.extend(braces(&text).map(say));
        wrong.extend(columns(&text).into_iter().map(say));
        wrong.extend(specials(&text).into_iter().map(say));
        for command in after(&text, "\\newcommand{\\") {
            let is_name = !command.is_empty() && command.chars().all(|c| c.is_ascii_alphabetic());
            wrong.extend((!is_name).then(|| say(format!("\\{command} is no name of a command"))));
            wrong.extend((!defined.insert(command.clone())).then(|| say(format!("\\{command} is defined twice"))));
        }
        for target in after(&text, "\\includegraphics{") {
            wrong.extend((!folder.join(&target).is_file()).then(|| say(format!("no {target}"))));
        }
        for target in after(&text, "\\input{") {
            let is_there = folder.join(format!("{target}.tex")).is_file();
            wrong.extend((!is_there).then(|| say(format!("no {target}"))));
        }
        used.extend(commands(&text).into_iter().filter(|c| ours(c)));
    }
    wrong.extend(used.difference(&defined).map(|c| format!("\\{c} is not defined")));
    wrong
}

/// Commands that the kit itself defines.
fn ours(command: &str) -> bool {
    ["Caption", "Study", "Claims", "Verdict", "Accuracy"].iter().any(|start| command.starts_with(start))
}

fn without_comments(text: &str) -> String {
    let cut = |line: &str| {
        let mut escaped = false;
        let end = line.char_indices().find(|(_, c)| {
            let found = *c == '%' && !escaped;
            escaped = *c == '\\' && !escaped;
            found
        });
        line[..end.map_or(line.len(), |(at, _)| at)].to_owned() + "\n"
    };
    text.lines().map(cut).collect()
}

/// The arguments, up to the closing brace, of what starts so.
fn after(text: &str, start: &str) -> Vec<String> {
    text.split(start).skip(1).map(|rest| rest[..rest.find('}').unwrap_or(0)].to_owned()).collect()
}

fn commands(text: &str) -> BTreeSet<String> {
    let parts = text.split('\\').skip(1);
    parts.map(|rest| rest.chars().take_while(char::is_ascii_alphabetic).collect()).collect()
}

/// Text with every escaped character taken out.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        if c == '\\' {
            let next = characters.next().unwrap_or(' ');
            if next.is_ascii_alphabetic() {
                out.extend(['\\', next]);
            }
        } else {
            out.push(c);
        }
    }
    out
}

fn braces(text: &str) -> Option<String> {
    let mut depth = 0_i32;
    for c in unescaped(text).chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if depth < 0 {
            return Some("a brace closes what none opened".into());
        }
    }
    (depth != 0).then(|| format!("{depth} braces are open at the end"))
}

/// Rows of tables whose cells are not as many as the columns.
fn columns(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for table in text.split("\\begin{tabular}{").skip(1) {
        let (head, body) = table.split_once('\n').unwrap();
        let mut specification = head.to_owned();
        while let Some(start) = specification.find(['@', 'p']) {
            let end = start + specification[start..].find('}').unwrap();
            specification.replace_range(start..=end, if specification[start..].starts_with('p') { "l" } else { "" });
        }
        let count = specification.chars().filter(|c| "lcr".contains(*c)).count();
        let body = body.split("\\end{tabular}").next().unwrap();
        for row in body.lines().filter_map(|line| line.strip_suffix("\\\\")) {
            let spans: usize = after(row, "\\multicolumn{").iter().map(|n| n.parse::<usize>().unwrap() - 1).sum();
            let cells = unescaped(row).matches('&').count() + 1 + spans;
            wrong.extend((cells != count).then(|| format!("{cells} cells in {count} columns: {row}")));
        }
    }
    wrong
}

/// Characters that mean something to LaTeX, where text stands.
fn specials(text: &str) -> Vec<String> {
    let mut text = text.to_owned();
    for command in NO_TEXT {
        let start = format!("\\{command}{{");
        while let Some(at) = text.find(&start) {
            let end = at + text[at..].find('}').unwrap();
            text.replace_range(at..=end, "");
        }
    }
    let mut wrong = Vec::new();
    let mut in_table = false;
    for line in text.lines() {
        in_table |= line.starts_with("\\toprule");
        in_table &= !line.starts_with("\\bottomrule");
        let line = unescaped(line);
        let parts: Vec<&str> = line.split('$').collect();
        wrong.extend(parts.len().is_multiple_of(2).then(|| format!("an odd number of $: {line}")));
        for outside in parts.iter().step_by(2) {
            let found = outside.contains(['_', '^', '#', '%']) || (!in_table && outside.contains('&'));
            wrong.extend(found.then(|| format!("an unescaped special: {outside}")));
        }
        let is_foreign = |c: char| !c.is_ascii() && !"üöäéł".contains(c);
        wrong.extend(line.contains(is_foreign).then(|| format!("a letter that fonts may lack: {line}")));
    }
    wrong
}

#[test]
fn the_kits_are_sound_whatever_names_are() {
    for (record, venue) in [(study(), "neurips"), (committed(), "icml"), (adversarial(), "cvpr-column")] {
        let (_out, folder) = kit(&record, venue);
        let wrong = problems(&folder);
        assert!(wrong.is_empty(), "{venue}:\n{}", wrong.join("\n"));
    }
}

#[test]
fn the_check_finds_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let of = |text: &str| {
        std::fs::write(folder.path().join("x.tex"), text).unwrap();
        problems(folder.path()).join("; ")
    };
    assert_eq!(of("\\newcommand{\\StudyBins}{15} % 100 % of it {\na\\_b \\& 5\\% $x_1$ \\StudyBins{}\n"), "");
    assert!(of("{").contains("1 braces are open"));
    assert!(of("}{").contains("none opened"));
    assert!(of("\\newcommand{\\StudyBins}{1}\\newcommand{\\StudyBins}{2}").contains("defined twice"));
    assert!(of("\\newcommand{\\Ece2}{1}").contains("no name"));
    assert!(of("\\CaptionX").contains("not defined"));
    assert!(of("\\input{gone}").contains("no gone") && of("\\includegraphics{fig/x.pdf}").contains("no fig/x.pdf"));
    assert!(of("a_b").contains("unescaped") && of("a & b").contains("unescaped") && of("$x").contains("odd number"));
    let table = "\\begin{tabular}{@{}lp{30pt}@{}}\n\\toprule\na & b & c \\\\\n\\bottomrule\n\\end{tabular}\n";
    assert!(of(table).contains("3 cells in 2 columns"), "{}", of(table));
    assert_eq!(of(&table.replace("a & b & c", "\\multicolumn{2}{c}{a}")), "");
}
