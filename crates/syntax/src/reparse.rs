//! The tree of a document after an edit, from the tree before it.
//!
//! Items are read again from the first one that the edit touches until one ends where an old one ended and
//! nothing that was read before could change what follows.

use std::sync::Arc;

use plimsoll_text::{TextEdit, TextSize};

use crate::tree::{Item, Node, Reader, SyntaxTree};

/// How much of the document an edit made the parser read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reparsed {
    /// Instructions read, one that had to be read twice counted twice.
    pub instructions: usize,
}

impl SyntaxTree {
    /// The tree of the text after `edit`, and what it cost. The edit must be inside the text and on character
    /// boundaries; one that is not changes nothing.
    pub fn edit(&self, edit: &TextEdit) -> (SyntaxTree, Reparsed) {
        match Reparse::new(self, edit) {
            Some(reparse) => reparse.run(),
            None => (self.clone(), Reparsed::default()),
        }
    }
}

struct Reparse<'a> {
    old: &'a SyntaxTree,
    /// The first item to read again.
    first: usize,
    /// The first item that the edit itself touches.
    touched: usize,
    /// Behind the last item whose text is in `region`.
    next: usize,
    /// The new text from the start of the first item on.
    region: String,
    region_start: usize,
    /// Behind the inserted text, in the region.
    edit_end: usize,
    /// Length of the new document minus that of the old one.
    growth: i64,
    reader: Reader,
    cost: Reparsed,
}

impl<'a> Reparse<'a> {
    fn new(old: &'a SyntaxTree, edit: &TextEdit) -> Option<Self> {
        let (start, end) = (edit.range.start(), edit.range.end());
        if end > old.len {
            return None;
        }
        let touched = old.item_at(start).unwrap_or(0);
        let first = old.open_items.first().map_or(touched, |open| touched.min(*open));
        let last = old.item_at(end).unwrap_or(0);
        let next = (last + 1).min(old.items.len());
        let region_start = old.items.get(first).map_or(0, |item| usize::from(item.start));
        let mut region: String = old.items[first..next].iter().map(|item| item.node.source()).collect();
        let range = usize::from(start) - region_start..usize::from(end) - region_start;
        if !region.is_char_boundary(range.start) || !region.is_char_boundary(range.end) {
            return None;
        }
        region.replace_range(range.clone(), &edit.insert);
        Some(Reparse {
            old,
            first,
            touched,
            next,
            region_start,
            edit_end: range.start + edit.insert.len(),
            region,
            growth: edit.insert.len() as i64 - range.len() as i64,
            reader: reader_at(old, first),
            cost: Reparsed::default(),
        })
    }

    fn run(mut self) -> (SyntaxTree, Reparsed) {
        let mut items: Vec<Item> = self.old.items[..self.first].to_vec();
        let mut header_items = self.old.header_items.min(self.first);
        let mut open_items = Vec::new();
        let mut at = 0;
        let resume = loop {
            if let Some(item) = self.untouched(at) {
                at += item.node.source().len();
                items.push(item.clone());
                continue;
            }
            if let Some(resume) = self.resume(at) {
                break resume;
            }
            if at == self.region.len() {
                if self.next == self.old.items.len() {
                    break self.next;
                }
                self.extend();
                continue;
            }
            let before = self.reader.clone();
            let start = self.region_start + at;
            let Some(read) = self.reader.next(&self.region[at..], start == 0) else { break self.next };
            self.cost.instructions += usize::from(matches!(read.node, Node::Instruction(_)));
            if read.open && self.next < self.old.items.len() {
                self.reader = before;
                self.extend();
                continue;
            }
            header_items += usize::from(before.header.is_some());
            if read.open {
                open_items.push(items.len());
            }
            items.push(Item { start: TextSize::new(start as u32), node: Arc::new(read.node) });
            at += read.end;
        };
        let reused = items.len();
        items.extend(self.old.items[resume..].iter().map(|item| self.moved(item)));
        header_items += usize::from(resume == self.old.items.len() && self.reader.header.is_some());
        let still_open = self.old.open_items.iter().filter(|open| **open >= resume);
        open_items.extend(still_open.map(|open| open - resume + reused));
        let tree = SyntaxTree {
            items: Arc::new(items),
            len: TextSize::new((i64::from(u32::from(self.old.len)) + self.growth) as u32),
            escape: self.reader.escape,
            header_items,
            open_items,
        };
        (tree, self.cost)
    }

    /// The old item that begins at `at` of the region, if it ends before the edit and nothing behind it counts.
    fn untouched(&self, at: usize) -> Option<&'a Item> {
        let start = TextSize::new((self.region_start + at) as u32);
        let before = &self.old.items[self.first.min(self.touched)..self.touched];
        let index = before.binary_search_by_key(&start, |item| item.start).ok()? + self.first;
        let settled = self.reader.header.is_none() && index >= self.old.header_items;
        let closed = self.old.open_items.binary_search(&index).is_err();
        (settled && closed && self.reader.escape == self.old.escape).then(|| &self.old.items[index])
    }

    /// The old item that begins at `at` of the region, if everything from it on is as it was.
    fn resume(&self, at: usize) -> Option<usize> {
        let start = self.region_start + at;
        let settled = self.reader.header.is_none() && self.reader.escape == self.old.escape;
        let old_start = i64::try_from(start).ok()? - self.growth;
        // The first item of a document may begin with a byte order mark, which means something else elsewhere.
        if at < self.edit_end || !settled || start == 0 || old_start <= 0 {
            return None;
        }
        let old_start = TextSize::new(u32::try_from(old_start).ok()?);
        if old_start == self.old.len {
            return Some(self.old.items.len());
        }
        let index = self.old.items.binary_search_by_key(&old_start, |item| item.start).ok()?;
        (index >= self.old.header_items).then_some(index)
    }

    /// Takes as many old items into the region as it has already, so that all extensions together stay linear.
    fn extend(&mut self) {
        let count = (self.next - self.first).max(1);
        let end = (self.next + count).min(self.old.items.len());
        for item in &self.old.items[self.next..end] {
            self.region.push_str(item.node.source());
        }
        self.next = end;
    }

    fn moved(&self, item: &Item) -> Item {
        let start = i64::from(u32::from(item.start)) + self.growth;
        Item { start: TextSize::new(start as u32), node: Arc::clone(&item.node) }
    }
}

/// The reader as it was when it came to the item `first`.
fn reader_at(tree: &SyntaxTree, first: usize) -> Reader {
    if first >= tree.header_items {
        return Reader { header: None, escape: tree.escape, ..Reader::default() };
    }
    let mut reader = Reader::default();
    for (_, directive) in tree.directives().take(first) {
        reader.escape = directive.escape().unwrap_or(reader.escape);
        reader.header.get_or_insert_default().see(directive.kind);
    }
    reader
}
