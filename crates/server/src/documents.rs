//! The open documents.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use parking_lot::{Mutex, RwLock};
use plimsoll_semantics::{BuildContext, Dockerfile, Dockerignore, NoContext};
use plimsoll_syntax::SyntaxTree;
use plimsoll_text::{Encoding, LineIndex, Position, TextEdit, TextRange, TextSize};
use plimsoll_workspace::ignore_file_names;
use ropey::Rope;
use tower_lsp::gen_lsp_types::{SemanticTokens, Uri};

use crate::analysis::{Analysis, Environment, File};
use crate::selection::FileKind;

/// A version of a document. Immutable and cheap to clone: a clone is a snapshot.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub(crate) uri: Uri,
    pub(crate) version: i32,
    text: Rope,
    content: Content,
    derived: Arc<Derived>,
}

/// The text as it is read; of an ignore file, that is made anew for each version.
#[derive(Debug, Clone)]
enum Content {
    Dockerfile(SyntaxTree),
    IgnoreFile,
}

impl Content {
    fn new(kind: FileKind, text: &str) -> Self {
        match kind {
            FileKind::Dockerfile => Content::Dockerfile(SyntaxTree::parse(text)),
            FileKind::IgnoreFile => Content::IgnoreFile,
        }
    }
}

/// What follows from one version of the text, made when first asked for.
#[derive(Debug, Default)]
struct Derived {
    lines: OnceLock<LineIndex>,
    analysis: Mutex<Option<Arc<Analysis>>>,
    file: Mutex<Option<(Arc<Environment>, File)>>,
    /// The newest model there is, of this version or one before: what has not changed since is known already.
    model: Mutex<Option<Arc<Dockerfile>>>,
    /// The last that the client was told, about whatever version. All versions share it.
    answered_tokens: Arc<Mutex<Option<SemanticTokens>>>,
}

impl Derived {
    /// For the next version.
    fn next(&self) -> Derived {
        Derived {
            model: Mutex::new(self.model.lock().clone()),
            answered_tokens: Arc::clone(&self.answered_tokens),
            ..Derived::default()
        }
    }
}

/// Replaces `range`, or all of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) range: Option<Range<Position>>,
    pub(crate) text: String,
}

impl Document {
    pub(crate) fn new(uri: Uri, kind: FileKind, version: i32, text: &str) -> Self {
        Document {
            uri,
            version,
            text: Rope::from_str(text),
            content: Content::new(kind, text),
            derived: Arc::default(),
        }
    }

    pub(crate) fn kind(&self) -> FileKind {
        match self.content {
            Content::Dockerfile(_) => FileKind::Dockerfile,
            Content::IgnoreFile => FileKind::IgnoreFile,
        }
    }

    pub(crate) fn text(&self) -> String {
        self.text.to_string()
    }

    pub(crate) fn lines(&self) -> &LineIndex {
        self.derived.lines.get_or_init(|| LineIndex::from_chunks(self.text.chunks()))
    }

    /// What the text means by itself, whatever is around it; nothing for an ignore file.
    pub(crate) fn dockerfile(&self) -> Option<Arc<Dockerfile>> {
        match &self.content {
            Content::Dockerfile(tree) => Some(self.model(tree, Arc::new(NoContext))),
            Content::IgnoreFile => None,
        }
    }

    /// Keeps what the client is told now, for what was kept.
    pub(crate) fn replace_answered_tokens(&self, tokens: SemanticTokens) -> Option<SemanticTokens> {
        self.derived.answered_tokens.lock().replace(tokens)
    }

    pub(crate) fn text_hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.text.bytes().for_each(|byte| hasher.write_u8(byte));
        hasher.finish()
    }

    /// Whether both are the same version of the same document, and not one closed and opened again.
    pub(crate) fn is(&self, other: &Document) -> bool {
        Arc::ptr_eq(&self.derived, &other.derived)
    }

    /// What the linter has to say. Heavy: not for the thread that reads messages.
    ///
    /// Whoever asks at the same time waits, and shares the result.
    pub(crate) fn analysis(&self, environment: &Arc<Environment>) -> Arc<Analysis> {
        let mut slot = self.derived.analysis.lock();
        if let Some(analysis) =
            slot.as_ref().filter(|analysis| Arc::ptr_eq(&analysis.environment, environment))
        {
            return Arc::clone(analysis);
        }
        let analysis = Arc::new(Analysis::new(self.file(environment), Arc::clone(environment)));
        *slot = Some(Arc::clone(&analysis));
        analysis
    }

    /// What the text means. Much lighter than [`Self::analysis`], and shared with it.
    pub(crate) fn file(&self, environment: &Arc<Environment>) -> File {
        let mut slot = self.derived.file.lock();
        if let Some((_, file)) = slot.as_ref().filter(|(known, _)| Arc::ptr_eq(known, environment)) {
            return file.clone();
        }
        let file = self.new_file(&environment.context);
        *slot = Some((Arc::clone(environment), file.clone()));
        file
    }

    fn new_file(&self, context: &Arc<dyn BuildContext>) -> File {
        let context = Arc::clone(context);
        let Content::Dockerfile(tree) = &self.content else {
            return File::IgnoreFile(Arc::new(Dockerignore::new(&self.text(), context)));
        };
        File::Dockerfile(self.model(tree, context))
    }

    /// Takes over what was found out about the parts that did not change.
    fn model(&self, tree: &SyntaxTree, context: Arc<dyn BuildContext>) -> Arc<Dockerfile> {
        let before = self.derived.model.lock().clone();
        let model = Arc::new(match before {
            Some(before) => before.next(tree.clone(), context),
            None => Dockerfile::new(tree.clone(), context),
        });
        *self.derived.model.lock() = Some(Arc::clone(&model));
        model
    }

    fn apply(&mut self, change: &Change, encoding: Encoding) {
        match &change.range {
            Some(range) => self.replace(range, &change.text, encoding),
            None => {
                self.text = Rope::from_str(&change.text);
                self.content = Content::new(self.kind(), &change.text);
            }
        }
    }

    fn replace(&mut self, range: &Range<Position>, insert: &str, encoding: Encoding) {
        let (start, end) = (range.start.min(range.end), range.start.max(range.end));
        let (start, end) = (char_at(&self.text, start, encoding), char_at(&self.text, end, encoding));
        let bytes = TextRange::new(byte_at(&self.text, start), byte_at(&self.text, end));
        self.text.remove(start..end);
        self.text.insert(start, insert);
        if let Content::Dockerfile(tree) = &mut self.content {
            (*tree, _) = tree.edit(&TextEdit::replace(bytes, insert));
        }
    }
}

/// The character of `text` at a position. Lines behind the text and columns behind their line are cut off;
/// a column inside a character is that character's start.
fn char_at(text: &Rope, position: Position, encoding: Encoding) -> usize {
    let line = position.line as usize;
    if line >= text.len_lines() {
        return text.len_chars();
    }
    let content = text.line(line);
    let ending =
        content.chars_at(content.len_chars()).reversed().take_while(|c| matches!(c, '\n' | '\r')).count();
    let content = content.slice(..content.len_chars() - ending);
    let column = position.character as usize;
    let column = match encoding {
        Encoding::Utf8 => content.byte_to_char(column.min(content.len_bytes())),
        Encoding::Utf16 => content.utf16_cu_to_char(column.min(content.len_utf16_cu())),
        Encoding::Utf32 => column.min(content.len_chars()),
    };
    text.line_to_char(line) + column
}

fn byte_at(text: &Rope, char: usize) -> TextSize {
    TextSize::from(text.char_to_byte(char) as u32)
}

/// All open documents. Every call is short, and none of them waits for work.
#[derive(Debug, Default)]
pub(crate) struct Documents(RwLock<HashMap<Uri, Document>>);

impl Documents {
    pub(crate) fn open(&self, document: Document) {
        self.0.write().insert(document.uri.clone(), document);
    }

    /// Of which kind it was, if it was open.
    pub(crate) fn close(&self, uri: &Uri) -> Option<FileKind> {
        self.0.write().remove(uri).map(|document| document.kind())
    }

    pub(crate) fn get(&self, uri: &Uri) -> Option<Document> {
        self.0.read().get(uri).cloned()
    }

    /// The one of a file; clients write the URI of a file in more than one way.
    pub(crate) fn at(&self, path: &Path) -> Option<Document> {
        let is_there = |document: &&Document| document.uri.to_file_path().is_ok_and(|own| own == path);
        self.0.read().values().find(is_there).cloned()
    }

    /// The Dockerfiles whose build context is what an ignore file may say.
    pub(crate) fn that_read(&self, ignore_file: &Uri) -> Vec<Uri> {
        let Ok(ignore_file) = ignore_file.to_file_path() else { return Vec::new() };
        let reads_it = |document: &&Document| {
            document.kind() == FileKind::Dockerfile
                && document.uri.to_file_path().is_ok_and(|path| {
                    let mut names = ignore_file_names(&path).into_iter();
                    names.any(|name| path.with_file_name(name) == *ignore_file)
                })
        };
        self.0.read().values().filter(reads_it).map(|document| document.uri.clone()).collect()
    }

    pub(crate) fn all(&self) -> Vec<Document> {
        self.0.read().values().cloned().collect()
    }

    /// Applies `changes` one after the other; each one's range refers to the text after those before it.
    /// Of which kind it is, if it is open; what is not open is left alone.
    pub(crate) fn change(
        &self,
        uri: &Uri,
        version: i32,
        changes: &[Change],
        encoding: Encoding,
    ) -> Option<FileKind> {
        let mut documents = self.0.write();
        let document = documents.get_mut(uri)?;
        for change in changes {
            document.apply(change, encoding);
        }
        document.version = version;
        document.derived = Arc::new(document.derived.next());
        Some(document.kind())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    fn changed(text: &str, range: Range<Position>, insert: &str, encoding: Encoding) -> String {
        let mut document =
            Document::new("file:///Dockerfile".parse().unwrap(), FileKind::Dockerfile, 1, text);
        document.apply(&Change { range: Some(range), text: insert.into() }, encoding);
        let Content::Dockerfile(tree) = &document.content else { panic!("{document:?}") };
        assert_eq!(tree.text(), document.text());
        document.text()
    }

    #[test]
    fn columns_count_what_was_agreed() {
        for (encoding, column) in [(Encoding::Utf8, 6), (Encoding::Utf16, 3), (Encoding::Utf32, 2)] {
            assert_eq!(changed("é😀x\r\nb", at(0, column)..at(0, column + 1), "y", encoding), "é😀y\r\nb");
        }
    }

    #[test]
    fn out_of_range_is_cut_off() {
        let utf16 = |range, insert| changed("a😀\r\nb", range, insert, Encoding::Utf16);
        assert_eq!(utf16(at(0, 99)..at(0, 99), "x"), "a😀x\r\nb");
        assert_eq!(utf16(at(0, 2)..at(0, 3), "x"), "ax\r\nb");
        assert_eq!(utf16(at(9, 9)..at(9, 9), "x"), "a😀\r\nbx");
        assert_eq!(utf16(at(1, 1)..at(0, 0), "x"), "x");
        assert_eq!(changed("é", at(0, 1)..at(0, 1), "x", Encoding::Utf8), "xé");
    }

    #[test]
    fn a_lone_cr_ends_a_line_and_a_unicode_line_separator_does_not() {
        assert_eq!(changed("a\rb", at(1, 0)..at(1, 1), "x", Encoding::Utf8), "a\rx");
        assert_eq!(
            changed("a\u{2028}b\u{85}c", at(0, 4)..at(0, 4), "x", Encoding::Utf16),
            "a\u{2028}b\u{85}xc"
        );
    }

    proptest! {
        /// The rope finds the same offsets as the line index, whose own tests count by hand.
        #[test]
        fn agrees_with_the_line_index(text in "[a\r\né😀]{0,20}", line in 0u32..8, character in 0u32..12) {
            let rope = Rope::from_str(&text);
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                let byte = byte_at(&rope, char_at(&rope, at(line, character), encoding));
                prop_assert_eq!(byte, LineIndex::new(&text).offset(at(line, character), encoding));
            }
        }
    }
}
