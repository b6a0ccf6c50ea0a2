//! YAML as data: maps, lists and texts, with anchors and the tag `!join` of torchdistill; other tags are passed over.
//!
//! Nodes lie in one list and name each other by their place, so that an alias costs nothing however often it comes. Read by
//! `config.rs` and `torchdistill.rs`.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, Tag};

/// The place of a node.
pub(super) type Id = usize;

/// A node.
enum Node {
    Text(String),
    List { members: Vec<Id>, is_joined: bool },
    Map(Vec<(Id, Id)>),
}

/// A document.
pub(super) struct Yaml {
    nodes: Vec<Node>,
    root: Id,
}

/// A text that is joined of others has no more letters, and is joined of no more pieces.
const LETTERS: usize = 1000;
const PIECES: usize = 200;

/// How deep lists and maps may lie in each other.
const DEPTH: usize = 64;

/// A list or map whose end has not come.
struct Open {
    id: Id,
    children: Vec<Id>,
}

impl Yaml {
    /// Reads the first document of a text; none where it is broken or deeper than any config.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (mut nodes, mut open): (Vec<Node>, Vec<Open>) = (Vec::new(), Vec::new());
        let mut anchors: BTreeMap<usize, Id> = BTreeMap::new();
        for event in Parser::new_from_str(text) {
            let (event, _) = event.ok()?;
            let id = nodes.len();
            let (done, anchor) = match event {
                Event::Scalar(value, _, anchor, _) => {
                    nodes.push(Node::Text(value.into_owned()));
                    (id, anchor)
                }
                Event::SequenceStart(anchor, tag) => {
                    let is_joined = tag.is_some_and(|tag| is_join(&tag));
                    nodes.push(Node::List { members: Vec::new(), is_joined });
                    anchors.insert(anchor, id);
                    open.push(Open { id, children: Vec::new() });
                    continue;
                }
                Event::MappingStart(anchor, _) => {
                    nodes.push(Node::Map(Vec::new()));
                    anchors.insert(anchor, id);
                    open.push(Open { id, children: Vec::new() });
                    continue;
                }
                Event::SequenceEnd | Event::MappingEnd => (close(&mut nodes, open.pop()?), 0),
                Event::Alias(anchor) => (*anchors.get(&anchor)?, 0),
                _ => continue,
            };
            if anchor > 0 {
                anchors.insert(anchor, done);
            }
            match open.last_mut() {
                Some(parent) => parent.children.push(done),
                None => return Some(Self { nodes, root: done }),
            }
            if open.len() > DEPTH {
                return None;
            }
        }
        None
    }

    /// What the document is.
    pub(super) fn root(&self) -> Id {
        self.root
    }

    /// The value of a key; of a merged map (`<<`) where the map itself has none.
    pub(super) fn get(&self, map: Id, key: &str) -> Option<Id> {
        let Some(Node::Map(pairs)) = self.nodes.get(map) else { return None };
        let own = |key: &str| pairs.iter().rev().find(|(k, _)| self.is_text(*k, key)).map(|(_, value)| *value);
        let merged = || {
            let Some(Node::Map(pairs)) = self.nodes.get(own("<<")?) else { return None };
            pairs.iter().rev().find(|(k, _)| self.is_text(*k, key)).map(|(_, value)| *value)
        };
        own(key).or_else(merged)
    }

    /// The value of keys in keys.
    pub(super) fn at(&self, map: Id, keys: &[&str]) -> Option<Id> {
        keys.iter().try_fold(map, |map, key| self.get(map, key))
    }

    /// A text, or one that is joined of others.
    pub(super) fn text(&self, id: Id) -> Option<String> {
        let (mut out, mut pieces) = (String::new(), 0);
        self.join(id, &mut out, &mut pieces)?;
        Some(out)
    }

    fn join(&self, id: Id, out: &mut String, pieces: &mut usize) -> Option<()> {
        *pieces += 1;
        match self.nodes.get(id)? {
            _ if *pieces > PIECES => None,
            Node::Text(text) if out.len() + text.len() <= LETTERS => {
                out.push_str(text);
                Some(())
            }
            Node::List { members, is_joined: true } => members.iter().try_for_each(|id| self.join(*id, out, pieces)),
            _ => None,
        }
    }

    /// The members of a list, else none.
    pub(super) fn list(&self, id: Id) -> &[Id] {
        if let Some(Node::List { members, .. }) = self.nodes.get(id) { members } else { &[] }
    }

    /// Keys and values of a map, else none.
    pub(super) fn pairs(&self, id: Id) -> &[(Id, Id)] {
        if let Some(Node::Map(pairs)) = self.nodes.get(id) { pairs } else { &[] }
    }

    /// Every map, in the order of the text.
    pub(super) fn maps(&self) -> impl Iterator<Item = Id> + '_ {
        (0..self.nodes.len()).filter(|id| matches!(self.nodes[*id], Node::Map(_)))
    }

    fn is_text(&self, id: Id, text: &str) -> bool {
        matches!(&self.nodes[id], Node::Text(own) if own == text)
    }
}

fn is_join(tag: &Tag) -> bool {
    tag.suffix.ends_with("join")
}

/// Puts the children of a list or map into it.
fn close(nodes: &mut [Node], Open { id, children }: Open) -> Id {
    match nodes.get_mut(id) {
        Some(Node::Map(pairs)) => *pairs = children.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect(),
        Some(Node::List { members, .. }) => *members = children,
        _ => {}
    }
    id
}
